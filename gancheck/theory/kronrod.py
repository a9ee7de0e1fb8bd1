"""Nested Gauss-Kronrod rules on [-1, 1]^dim: one set of nodes, two answers, and so an error estimate."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Nodes and weights on [0, 1) from the outside in (QUADPACK, Piessens et al. 1983); the rules are symmetric.
_NODES_15 = (
    0.991455371120812639206854697526329,
    0.949107912342758524526189684047851,
    0.864864423359769072789712788640926,
    0.741531185599394439863864773280788,
    0.586087235467691130294144838258730,
    0.405845151377397166906606412076961,
    0.207784955007898467600689403773245,
    0.0,
)
_WEIGHTS_15 = (
    0.022935322010529224963732008058970,
    0.063092092629978553290700663189204,
    0.104790010322250183839876322541518,
    0.140653259715525918745189590510238,
    0.169004726639267902826583426598550,
    0.190350578064785409913256402421014,
    0.204432940075298892414161999234649,
    0.209482141084727828012999174891714,
)
_NODES_21 = (
    0.995657163025808080735527280689003,
    0.973906528517171720077964012084452,
    0.930157491355708226001207180059508,
    0.865063366688984510732096688423493,
    0.780817726586416897063717578345042,
    0.679409568299024406234327365114874,
    0.562757134668604683339000099272694,
    0.433395394129247190799265943165784,
    0.294392862701460198131126603103866,
    0.148874338981631210884826001129720,
    0.0,
)
_WEIGHTS_21 = (
    0.011694638867371874278064396062192,
    0.032558162307964727478818972459390,
    0.054755896574351996031381300244580,
    0.075039674810919952767043140916190,
    0.093125454583697605535065465083366,
    0.109387158802297641899210590325805,
    0.123491976262065851077958109831074,
    0.134709217311473325928054001771707,
    0.142775938577060080797094273138717,
    0.147739104901338491374841515972068,
    0.149445554002916905664936468389821,
)


@dataclass(frozen=True)
class Rule:
    """A Kronrod rule and the Gauss rule on a subset of its nodes.

    `nodes` has shape `(m, dim)`; `kronrod` and `gauss` are weights of shape `(m,)`. `gauss_along[i]` is Gauss in
    dimension i and Kronrod in the others: it says in which dimension the error is.
    """

    nodes: Floats
    kronrod: Floats
    gauss: Floats
    gauss_along: tuple[Floats, ...]


def _line(nodes: tuple[float, ...], weights: tuple[float, ...]) -> tuple[Floats, Floats, Floats]:
    half, half_weights = np.array(nodes), np.array(weights)
    x = np.concatenate([-half, half[-2::-1]])
    kronrod = np.concatenate([half_weights, half_weights[-2::-1]])
    gauss = np.zeros_like(x)
    gauss[1::2] = np.polynomial.legendre.leggauss(len(nodes) - 1)[1]
    return x, kronrod, gauss


@cache
def rule(dim: int) -> Rule:
    """Gauss 10 in Kronrod 21 for `dim` 1; the tensor product of Gauss 7 in Kronrod 15 for `dim` 2."""
    if dim == 1:
        x, kronrod, gauss = _line(_NODES_21, _WEIGHTS_21)
        return Rule(x[:, None], kronrod, gauss, (gauss,))
    if dim == 2:
        x, kronrod, gauss = _line(_NODES_15, _WEIGHTS_15)
        nodes = np.stack(np.meshgrid(x, x, indexing="ij"), axis=-1).reshape(-1, 2)
        along = (np.outer(gauss, kronrod).ravel(), np.outer(kronrod, gauss).ravel())
        return Rule(nodes, np.outer(kronrod, kronrod).ravel(), np.outer(gauss, gauss).ravel(), along)
    raise ValueError(f"Quadrature covers 1 and 2 dimensions, not {dim}: estimate from samples instead.")
