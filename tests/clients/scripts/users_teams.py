"""Makes accounts and a team, invites people, and looks at all of them as an administrator does."""
import json

import wandb

api = wandb.Api()
viewer = api.viewer
answer = {
    "viewer": [viewer.username, viewer.email, viewer.admin, viewer.entity, viewer.teams],
    "default_entity": api.default_entity,
}

made = api.create_user("newcomer@example.org", admin=False)
answer["made"] = [made.username, made.email, made.admin]
try:
    api.create_user("newcomer@example.org")
    answer["made_twice"] = True
except Exception as error:
    answer["made_twice"] = type(error).__name__
answer["found"] = [api.user("newcomer@example.org").username, api.user("newcomer").email, api.user("nobody")]
answer["several"] = sorted(each.username for each in api.users("example.org"))

team = api.create_team("crew")
answer["team"] = [team.name, team.is_team if hasattr(team, "is_team") else team.isTeam, team.entity_type if hasattr(team, "entity_type") else "team"]
answer["founders"] = [[each.username, each.admin] for each in team.members]
answer["invited"] = [
    team.invite("newcomer"),
    team.invite("newcomer"),
    team.invite("bea@example.org", admin=True),
    team.invite("stranger@example.org"),
    team.invite("stranger@example.org"),
    team.invite("no-such-person"),
]
service = team.create_service_account("CI of the crew")
answer["service"] = [service.name, service.account_type if hasattr(service, "account_type") else service.accountType]
team.load(True)
answer["members"] = [[each.name, each.admin, each.pending] for each in team.members]
answer["deleted"] = [
    each.delete()
    for each in team.members
    if each.name in ("stranger@example.org", "newcomer", "CI of the crew")
]
answer["left"] = [each.username for each in api.team("crew").members]
answer["own_teams"] = wandb.Api().viewer.teams

before = viewer.api_keys
try:
    secret = viewer.generate_api_key("of the script")
except Exception:
    # Clients of 2025 ask with the name of a key in place of the key, which only a server that keeps keys could answer.
    secret = None
answer["key_works"] = None if secret is None else wandb.Api(api_key=secret).viewer.username
again = wandb.Api().viewer
fresh = [name for name in again.api_keys if name not in before]
if secret:
    answer["keys"] = [len(before), len(again.api_keys), secret.startswith(fresh[0])]
    answer["key_deleted"] = [again.delete_api_key(fresh[0]), len(wandb.Api().viewer.api_keys)]

if hasattr(api, "organization"):
    acme = api.organization("acme")
    answer["organization"] = [acme.name, acme.org_entity.name, acme.org_entity.entity_type]
    try:
        api.organization("nothing-like-that")
        answer["no_organization"] = "found"
    except Exception:
        answer["no_organization"] = "none"

print("RESULT", json.dumps(answer))
