"""The commands: import, and claiming an imported member."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from forum.core.database.session import session
from forum.following.models import Follow, ReadMark
from forum.members.models import Member
from forum.notices.models import Notice
from forum.spaces.models import Membership

from ..support.world import World
from .sample import post, topic, write


def run(world: World, *words: str) -> tuple[int, str]:
    found = world.app.test_cli_runner().invoke(args=["forum", *words])
    return found.exit_code, found.output


def test_the_import_reports_what_it_did_and_left_out(world: World, tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", topic(7), topic(8, post(1), post(2, post_type=3)), {"id": 9})
    code, said = run(world, "import", "discourse", str(path))
    assert code == 0, said
    assert "discussions 2, posts 3, people 2, spaces 1" in said
    assert "1 × a system message (“small action”) (8/2)" in said
    assert "1 × a topic without a title (a.jsonl:3)" in said
    code, said = run(world, "import", "discourse", str(path))
    assert code == 0
    assert "Already imported: 2 topics." in said


def test_an_empty_folder_is_refused_with_words(world: World, tmp_path: Path) -> None:
    code, said = run(world, "import", "discourse", str(tmp_path / "instance"))
    assert code == 1
    assert "There are no JSON files in" in said


def test_an_imported_member_can_be_claimed_once(world: World, tmp_path: Path) -> None:
    run(world, "import", "discourse", str(write(tmp_path / "a.jsonl", topic(7))))
    assert run(world, "person", "person_1", "--user", "u9")[0] == 0
    assert world.scalar(select(Member.user_key).where(Member.handle == "person_1")) == "u9"
    code, said = run(world, "person", "person_1", "--user", "u8")
    assert code == 1
    assert "no unclaimed member" in said
    assert run(world, "person", "nobody", "--user", "u8")[0] == 1


def test_a_claiming_user_keeps_their_memberships(world: World, tmp_path: Path) -> None:
    run(world, "import", "discourse", str(write(tmp_path / "a.jsonl", topic(7))))
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Circle", by=ben, access="closed", members_=(ana,))
    code, said = run(world, "person", "@Person_1", "--user", ana.id)
    assert code == 0, said
    claimed = world.scalar(select(Member.id).where(Member.handle == "person_1"))
    assert world.viewer(ana).member_id == claimed
    with_ana = select(Membership.member_id).where(
        Membership.space_id == space.id, Membership.member_id == claimed
    )
    assert world.scalar(with_ana) == claimed
    # The handle follows the name that the host gives.
    assert world.scalar(select(Member.id).where(Member.handle == "ana")) == claimed
    assert world.client(ben).get("/forum/m/person_1").location.endswith("/m/ana")


def test_if_both_have_a_row_for_one_thing_the_users_row_stays(world: World, tmp_path: Path) -> None:
    run(world, "import", "discourse", str(write(tmp_path / "a.jsonl", topic(7))))
    ana, ben = world.member("Ana"), world.member("Ben")
    space = world.space("Circle", by=ben, access="closed", members_=(ana,))
    thread = world.ask(space, ben)
    claimed = world.scalar(select(Member.id).where(Member.handle == "person_1"))
    post, mine = world.write(thread, ben), world.id(ana)
    with world.request():
        session().add(Membership(space_id=space.id, member_id=claimed, steward=True))
        for id, to in ((claimed, 0), (mine, 2)):
            session().merge(ReadMark(member_id=id, thread_id=thread, read_to=to))
            session().merge(Follow(member_id=id, thread_id=thread, following=not to))
            session().add(Notice(member_id=id, kind="mention", thread_id=thread, post_id=post))
    code, said = run(world, "person", "person_1", "--user", ana.id)
    assert code == 0, said
    assert world.viewer(ana).member_id == claimed
    for table, kept in (
        (Membership.steward, False),
        (ReadMark.read_to, 2),
        (Follow.following, False),
        (Notice.kind, "mention"),
    ):
        assert world.scalar(select(table).where(table.class_.member_id == claimed)) == kept
        count = select(func.count()).where(table.class_.member_id == claimed)
        assert world.scalar(count) == 1


def test_a_user_with_posts_of_their_own_is_refused(world: World, tmp_path: Path) -> None:
    run(world, "import", "discourse", str(write(tmp_path / "a.jsonl", topic(7))))
    ana = world.member("Ana")
    world.ask(world.space("Letters", by=ana), ana)
    code, said = run(world, "person", "person_1", "--user", ana.id)
    assert code == 1
    assert "already written posts" in said
    assert world.scalar(select(Member.user_key).where(Member.handle == "person_1")) is None


def test_the_old_handle_of_a_claiming_user_leads_to_the_claimed_member(
    world: World, tmp_path: Path
) -> None:
    run(world, "import", "discourse", str(write(tmp_path / "a.jsonl", topic(7))))
    ana, ben = world.member("Ana"), world.member("Ben")
    thread = world.ask(world.space("Letters", by=ben), ben, text="What does @ana say?")
    assert run(world, "person", "person_1", "--user", ana.id)[0] == 0
    browser = world.client(ben)
    assert 'href="/forum/m/ana"' in browser.get(f"/forum/t/{thread}", follow_redirects=True).text
    for called in ("ana", "ANA"):
        assert browser.get(f"/forum/m/{called}").location == "/forum/m/person_1"
    assert browser.get("/forum/m/anna").status_code == 404
    other = world.member("Ana")
    assert world.viewer(other).handle == "ana2"
    run(world, "forget", ana.id)
    assert browser.get("/forum/m/ana").status_code == 404
    assert browser.get("/forum/m/person_1").status_code == 404
