from gancheck.stability.runs import tuned, untuned
from gancheck.theory import objective


def test_parts_are_apart_in_names_and_in_recipes() -> None:
    assert all(setting.tuned for setting in tuned.SETTINGS)
    assert not any(setting.tuned for setting in untuned.SETTINGS)
    names = [setting.name for setting in (*tuned.SETTINGS, *untuned.SETTINGS)]
    assert len(set(names)) == len(names)
    recipes = [setting.recipe.replace(name="") for setting in untuned.SETTINGS]
    assert not any(setting.recipe.replace(name="") in recipes for setting in tuned.SETTINGS)


def test_densities_of_the_untuned_part_are_other_ones() -> None:
    first, second = (
        {setting.world().p_data for setting in part.SETTINGS if "digits" not in setting.name}
        for part in (tuned, untuned)
    )
    assert not first & second


def test_every_setting_names_an_objective_and_can_be_trained_as_an_ensemble() -> None:
    for setting in (*tuned.SETTINGS, *untuned.SETTINGS):
        objective(setting.recipe.objective)
        assert setting.recipe.iterations == 2 * setting.budget
        assert setting.name == setting.recipe.name
