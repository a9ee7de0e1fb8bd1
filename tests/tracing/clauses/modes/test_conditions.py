"""D judges a fake under the condition that G made it from."""

import pytest
import torch
from torch import nn
from torch.nn.functional import one_hot, softplus

from tests.tracing.clauses.modes.small import M, Small, X, Z, mlp, said, verdicts, watched

KEPT = [("kept", "")]
MISMATCH = [("violation", "mismatch")]
CLASSES = 4


@pytest.fixture(autouse=True)
def _seed():
    torch.manual_seed(6)


def labels():
    return torch.randint(CLASSES, (M,))


def hot(y):
    return one_hot(y, CLASSES).float()


class Embedding(nn.Module):
    """A player of (rows, labels) that embeds the labels."""

    def __init__(self, n_in, n_out):
        super().__init__()
        self.label = nn.Embedding(CLASSES, 3)
        self.net = mlp(n_in + 3, n_out)

    def forward(self, x, y):
        return self.net(torch.cat([x, self.label(y)], dim=1))


class Vectors(nn.Module):
    """A player of (rows, vectors)."""

    def __init__(self, n_in, n_out, width=CLASSES):
        super().__init__()
        self.net = mlp(n_in + width, n_out)

    def forward(self, x, c):
        return self.net(torch.cat([x, c], dim=1))


class Conditional(Small):
    """`for_g` and `for_d` are what each player is handed of labels; `in_d` and `in_g` what D is shown in each step."""

    for_g = staticmethod(lambda y: y)
    for_d = staticmethod(lambda y: y)
    in_d = staticmethod(lambda y: y)
    in_g = staticmethod(lambda y: y)
    labels = staticmethod(labels)

    def d_loss(self):
        y = self.labels()
        fake = self.g(self.noise(), self.for_g(y)).detach()
        real = softplus(-self.d(self.real(), self.for_d(self.labels()))).mean()
        return real + softplus(self.d(fake, self.for_d(self.in_d(y)))).mean()

    def g_loss(self):
        y = self.labels()
        return softplus(-self.d(self.g(self.noise(), self.for_g(y)), self.for_d(self.in_g(y)))).mean()


def other(_):
    return labels()


def shuffled(y):
    return y[torch.randperm(len(y))]


@pytest.mark.parametrize("wrong", [other, shuffled])
@pytest.mark.parametrize("where", [("in_d",), ("in_g",), ("in_d", "in_g")])
def test_other_labels_in_either_step_are_a_violation(wrong, where):
    loop = Conditional(Embedding(Z, X), Embedding(X, 1))
    for name in where:
        setattr(loop, name, wrong)
    found = said(watched(loop.train), "conditions")
    assert [(f.kind.value, f.cause) for f in found] == MISMATCH * len(where)
    for finding, name in zip(found, where, strict=True):
        assert f"12 of 12 calls for {name[-1].upper()}'s updates" in finding.seen


def test_the_same_labels_are_kept():
    assert verdicts(Conditional(Embedding(Z, X), Embedding(X, 1)).train, "conditions") == KEPT


def test_labels_in_another_form_are_the_same_labels():
    loop = Conditional(Embedding(Z, X), Vectors(X, 1))
    loop.for_d = hot
    assert verdicts(loop.train, "conditions") == KEPT
    loop = Conditional(Embedding(Z, X), Vectors(X, 1))
    loop.for_d, loop.in_d = hot, other
    assert verdicts(loop.train, "conditions") == MISMATCH


def test_an_embedding_that_is_a_net_of_its_own_is_looked_through():
    table = nn.Embedding(CLASSES, CLASSES)
    loop = Conditional(Vectors(Z, X), Embedding(X, 1))
    loop.opt_g.add_param_group({"params": table.parameters()})
    loop.for_g = table
    assert verdicts(loop.train, "conditions") == KEPT
    loop.in_g = other
    assert verdicts(loop.train, "conditions") == MISMATCH


def test_one_class_alone_is_no_condition():
    loop = Conditional(Embedding(Z, X), Embedding(X, 1))
    loop.labels = staticmethod(lambda: torch.zeros(M, dtype=torch.long))
    assert verdicts(loop.train, "conditions") == KEPT


def test_a_few_labels_flipped_on_purpose_are_kept():
    def flipped(y):
        y = y.clone()
        y[0] = (y[0] + 1) % CLASSES
        return y

    loop = Conditional(Embedding(Z, X), Embedding(X, 1))
    loop.in_d = flipped
    assert verdicts(loop.train, "conditions") == KEPT


class Reordered(Conditional):
    """Fakes and their labels change places together."""

    def d_loss(self):
        y = self.labels()
        fake, order = self.g(self.noise(), y).detach(), torch.randperm(M)
        return (
            softplus(-self.d(self.real(), self.labels())).mean()
            + softplus(self.d(fake[order], self.in_d(y[order]))).mean()
        )


def test_fakes_and_labels_may_change_places_together():
    assert verdicts(Reordered(Embedding(Z, X), Embedding(X, 1)).train, "conditions") == KEPT
    loop = Reordered(Embedding(Z, X), Embedding(X, 1))
    loop.in_d = shuffled
    assert verdicts(loop.train, "conditions") == MISMATCH


class OneCall(Conditional):
    """Real and fake rows, and their labels, in one call of D."""

    def d_loss(self):
        y = self.labels()
        x = torch.cat([self.real(), self.g(self.noise(), y).detach()])
        scores = self.d(x, torch.cat([self.labels(), self.in_d(y)]))
        return softplus(-scores[:M]).mean() + softplus(scores[M:]).mean()


def test_labels_in_one_call_of_real_and_fake():
    assert verdicts(OneCall(Embedding(Z, X), Embedding(X, 1)).train, "conditions") == KEPT
    loop = OneCall(Embedding(Z, X), Embedding(X, 1))
    loop.in_d = other
    assert verdicts(loop.train, "conditions") == MISMATCH


class Columns(Small):
    """One-hot labels as columns of the noise and of D's rows."""

    wrong = False

    def made(self):
        y = hot(labels())
        return self.g(torch.cat([self.noise(), y], dim=1)), y

    def d_loss(self):
        fake, y = self.made()
        y = hot(labels()) if self.wrong else y
        real = torch.cat([self.real(), hot(labels())], dim=1)
        return softplus(-self.d(real)).mean() + softplus(self.d(torch.cat([fake.detach(), y], dim=1))).mean()

    def g_loss(self):
        return softplus(-self.d(torch.cat(self.made(), dim=1))).mean()


@pytest.mark.parametrize("wrong", [False, True])
def test_labels_as_columns(wrong):
    loop = Columns(mlp(Z + CLASSES, X), mlp(X + CLASSES, 1))
    loop.wrong = wrong
    assert verdicts(loop.train, "conditions") == (MISMATCH if wrong else KEPT)


def test_columns_beside_fakes_that_were_changed_on_the_way_are_not_told():
    """As ctgan does: what G returns is squashed outside of it, and labels are put beside it."""

    class Squashed(Columns):
        def made(self):
            fake, y = super().made()
            return torch.tanh(fake), y

    loop = Squashed(mlp(Z + CLASSES, X), mlp(X + CLASSES, 1))
    assert verdicts(loop.train, "conditions") == [("unseen", "")]


def test_something_of_ds_own_beside_the_fakes_cannot_be_compared():
    """Such as features of the fake itself: what G was given says nothing about it."""

    class Features(Small):
        def d_loss(self):
            x, fake = self.real(), self.fake().detach()
            return softplus(-self.d(x, x**2)).mean() + softplus(self.d(fake, fake**2)).mean()

        def g_loss(self):
            fake = self.fake()
            return softplus(-self.d(fake, fake**2)).mean()

    assert verdicts(Features(mlp(Z, X), Vectors(X, 1, X)).train, "conditions") == [("unseen", "")]


def test_a_number_that_is_the_same_for_all_rows_is_no_condition():
    class Fading(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = mlp(X, 1)

        def forward(self, x, alpha):
            return alpha * self.net(x)

    class Progressive(Small):
        def d_loss(self):
            alpha = torch.rand(())
            return softplus(-self.d(self.real(), alpha)).mean() + softplus(self.d(self.fake().detach(), alpha)).mean()

        def g_loss(self):
            return softplus(-self.d(self.fake(), torch.rand(()))).mean()

    assert verdicts(Progressive(mlp(Z, X), Fading()).train, "conditions") == KEPT
