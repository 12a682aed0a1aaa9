from extensions import db
from models.person import Person

PAGE = "/c/love/progress/paper"


def test_the_week_prints_by_departments_and_names_nobody_to_a_supervisor(app, client, sign_in, cast, running, at_time):
    with app.app_context():
        name = db.session.get_one(Person, cast.staff.id).name
    with at_time():
        director = sign_in(client, cast.director)
        assert f'href="{PAGE}"' in director.get("/c/love/progress").get_data(as_text=True)
        page = director.get(f"{PAGE}?week=2018-W47").get_data(as_text=True)
        days = director.get(f"{PAGE}?from=2018-11-01&to=2018-11-20").get_data(as_text=True)
        assert director.get(f"{PAGE}?week=x&from=2018-13-01&to=1").status_code == 200
        supervisor = sign_in(client, cast.supervisor).get(PAGE).get_data(as_text=True)
    assert "LOVE-DD-2018W47" in page
    assert "LOVE-DD-20181101-20181120" in days
    assert page.index("站务部") < page.index("票务部")
    assert name in page
    assert name not in supervisor
