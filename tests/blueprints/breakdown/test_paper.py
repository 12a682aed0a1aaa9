def test_the_breakdown_prints_with_its_number_and_lines_to_sign(client, sign_in, cast, running, at_time):
    with at_time():
        page = sign_in(client, cast.staff).get("/c/love/breakdown/paper").get_data(as_text=True)
    assert "LOVE-RW-2018" in page
    assert "开展服务观念学习培训" in page
    assert page.count("<li>") >= 3
    assert 'aria-label="http://localhost/c/love/breakdown"' in page
