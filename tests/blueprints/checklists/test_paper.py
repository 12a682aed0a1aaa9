from extensions import db
from models.checklist import ItemPart
from models.person import Person


def test_a_checklist_prints_with_all_that_its_items_say(app, client, sign_in, cast, running, at_time):
    with app.app_context():
        db.session.add(ItemPart(item_id=running.item_id, unit_id=cast.second_department_id))
        db.session.commit()
        name = db.session.get_one(Person, cast.staff.id).name
    address = f"/c/love/checklists/{running.checklist_id}"
    with at_time():
        head = sign_in(client, cast.head)
        assert f"{address}/paper" in head.get(address).get_data(as_text=True)
        whole = head.get(f"{address}/paper").get_data(as_text=True)
        part = sign_in(client, cast.second_head).get(f"{address}/paper").get_data(as_text=True)
    assert f"LOVE-QD-{running.checklist_id}-" in whole
    assert f'aria-label="http://localhost{address}"' in whole
    assert whole.count('<td class="lb-strong">') == 3
    for said in ("部室负责人", "分管领导", f"责任人 {name}", "票务部"):
        assert said in whole
    assert "节录" not in whole
    assert "节录" in part
    assert part.count('<td class="lb-strong">') < 3
