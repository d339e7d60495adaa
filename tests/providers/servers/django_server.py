"""django-oauth-toolkit, a real identity provider made with Django, with one person and some clients, on the port of the first argument."""

import json
import os
import sys
import tempfile
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

port, options = int(sys.argv[1]), json.loads(sys.argv[2])
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
folder = tempfile.mkdtemp(prefix="signpost-django-")
key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)

page = """<form method="post">{% csrf_token %}{{ form }}<button>Sign in</button></form>"""


def claims_of(request):
    person = request.user
    return {
        "name": person.get_full_name(),
        "email": person.email,
        "preferred_username": person.get_username(),
        "groups": [group.name for group in person.groups.all()],
    }


settings.configure(
    SECRET_KEY="for tests",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.path.join(folder, "db")}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "oauth2_provider"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", {"registration/login.html": page})]},
        }
    ],
    LOGIN_URL="/sign-in",
    OAUTH2_PROVIDER={
        "OIDC_ENABLED": True,
        "OIDC_RSA_PRIVATE_KEY": key.decode(),
        "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
        "OIDC_RP_INITIATED_LOGOUT_ALWAYS_PROMPT": False,
        "OAUTH2_VALIDATOR_CLASS": f"{__name__}.Validator",
        "SCOPES": {"openid": "", "profile": "", "email": "", "groups": ""},
    },
)
django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402
from django.contrib.auth.views import LoginView  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import include, path  # noqa: E402
from oauth2_provider.models import Application  # noqa: E402
from oauth2_provider.oauth2_validators import OAuth2Validator  # noqa: E402


class Validator(OAuth2Validator):
    oidc_claim_scope = None

    def get_additional_claims(self, request):
        return claims_of(request)


urlpatterns = [path("sign-in", LoginView.as_view()), path("o/", include("oauth2_provider.urls"))]

call_command("migrate", verbosity=0)
alice = User.objects.create_user("alice", "alice@acme.example", options["password"], first_name="Alice", last_name="Ames")
alice.groups.add(Group.objects.create(name="ml-team"))
for client in options["clients"]:
    Application.objects.create(
        client_id=client["clientId"],
        client_secret=client["clientSecret"],
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        algorithm=Application.RS256_ALGORITHM,
        redirect_uris=client["redirectUri"],
        skip_authorization=True,
    )


class Quiet(WSGIRequestHandler):
    def log_request(self, code="-", size="-"):
        pass


make_server("localhost", port, get_wsgi_application(), handler_class=Quiet).serve_forever()
