"""The administrator's pages of units."""

import pytest
from sqlalchemy import select

from extensions import db
from models.unit import Post, Unit

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def admin(client, sign_in, cast, at_time):
    with at_time():
        yield sign_in(client, cast.administrator.id)


def post(client, path, **data):
    return client.post(path, data=data, headers=ENGLISH)


@pytest.mark.parametrize("who", ["leader", "director", "head", "staff", "supervisor"])
def test_nobody_else_keeps_units(client, sign_in, cast, at_time, who):
    with at_time():
        sign_in(client, getattr(cast, who).id)
        assert client.get("/units").status_code in (403, 404)
        assert client.get(f"/units/{cast.department_id}").status_code in (403, 404)
        for path in ("", "/posts", f"/{cast.squad_id}/name", f"/{cast.squad_id}/close"):
            assert client.post(f"/units{path}").status_code in (403, 404)


def test_the_bureau_is_not_a_station_s_administrator_s_to_keep(admin, cast, at_time):
    with at_time():
        assert admin.get(f"/units/{cast.bureau_id}").status_code == 404
        assert post(admin, "/units", name="二站", below=cast.bureau_id).status_code == 422


def test_units_are_added_below_one_another_and_seen_at_once(app, admin, cast, at_time):
    with at_time():
        answer = post(admin, "/units", name=" 保卫部 ", below=cast.station_id, request_key="a")
        assert (answer.status_code, answer.location) == (303, f"/units?below={cast.station_id}")
        assert "保卫部" in admin.get(answer.location).get_data(as_text=True)
        again = post(admin, "/units", name="保卫部", below=cast.station_id, request_key="a")
        assert again.status_code == 303
        assert post(admin, "/units", name="小组", below=cast.squad_id).status_code == 422
        taken = post(admin, "/units", name="保卫部", below=cast.station_id, request_key="b")
        assert taken.status_code == 422
        assert "There is a unit of this name" in taken.get_data(as_text=True)
    with app.app_context():
        assert len(db.session.scalars(select(Unit).where(Unit.name == "保卫部")).all()) == 1


def test_rename_close_and_open(app, admin, cast, at_time):
    path = f"/units/{cast.second_squad_id}"
    with at_time():
        assert post(admin, f"{path}/name", name="客运二班", version="1").status_code == 303
        stale = post(admin, f"{path}/name", name="客运三班", version="1")
        assert stale.status_code == 422
        assert 'value="客运三班"' in stale.get_data(as_text=True)
        assert post(admin, f"{path}/close").status_code == 303
        assert "This unit is closed" in admin.get(path, headers=ENGLISH).get_data(as_text=True)
        assert post(admin, f"{path}/open").status_code == 303
        refusal = post(admin, f"/units/{cast.squad_id}/close")
    assert refusal.status_code == 422
    assert "People belong to it; move them first." in refusal.get_data(as_text=True)


def add_post(client, name, organisation_id):
    return post(client, "/units/posts", **{"post-post_name": name, "post-organisation": organisation_id})


def test_posts_are_added_to_an_organisation(app, admin, cast, at_time):
    with at_time():
        assert add_post(admin, "检票员", cast.station_id).status_code == 303
        refusal = add_post(admin, "检票员", cast.station_id)
        assert "There is a post of this name already." in refusal.get_data(as_text=True)
        assert "检票员" in admin.get("/units").get_data(as_text=True)
        assert add_post(admin, "科长", cast.bureau_id).status_code == 422
    with app.app_context():
        assert db.session.scalars(select(Post).where(Post.name == "检票员")).one()


def test_the_tree_costs_the_same_at_10_and_at_200(app, admin, cast, at_time, statements):
    def cost():
        with at_time(), statements() as seen:
            assert admin.get("/units").status_code == 200
        return len(seen)

    cost()
    few = cost()
    with app.app_context():
        for number in range(200):
            unit = Unit(
                kind="squad", name=f"班{number}", parent_id=cast.department_id, path="", organisation_id=cast.station_id
            )
            db.session.add(unit)
            db.session.flush()
            unit.path = f"{db.session.get_one(Unit, cast.department_id).path}{unit.id}/"
        from services import settings

        settings.structure_changed()
        db.session.commit()
    cost()
    assert cost() == few
