"""Canaille, a real identity provider made with Authlib, with one person and some clients, on the port of the first argument."""

import json
import os
import sys
import uuid
from datetime import datetime, timezone
from wsgiref.simple_server import WSGIRequestHandler, make_server

port, options = int(sys.argv[1]), json.loads(sys.argv[2])
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

from canaille import create_app  # noqa: E402
from canaille.app import models  # noqa: E402
from canaille.backends import Backend  # noqa: E402
from joserfc.jwk import JWKRegistry  # noqa: E402

key = JWKRegistry.generate_key("RSA", 2048)
key.ensure_kid()
app = create_app(
    config={
        "SECRET_KEY": str(uuid.uuid4()),
        "SERVER_NAME": f"localhost:{port}",
        "PREFERRED_URL_SCHEME": "http",
        "CANAILLE": {"DATABASE": "memory", "JAVASCRIPT": False, "HTMX": False},
        "CANAILLE_OIDC": {"ACTIVE_JWKS": [key.as_dict(private=True)], "TRUSTED_DOMAINS": ["localhost"]},
    }
)

with app.app_context():
    backend = Backend.instance
    person = models.User(
        user_name="alice",
        given_name="Alice",
        family_name="Ames",
        formatted_name="Alice Ames",
        emails=["alice@acme.example"],
        password=options["password"],
    )
    backend.save(person)
    group = models.Group(display_name="ml-team", members=[person])
    backend.save(group)
    for each in options["clients"]:
        client = models.Client(
            client_id=each["clientId"],
            client_secret=each["clientSecret"],
            client_name=each["clientId"],
            client_uri="http://localhost",
            redirect_uris=[each["redirectUri"]],
            grant_types=["authorization_code", "refresh_token"],
            response_types=["code"],
            scope=["openid", "profile", "email", "groups"],
            token_endpoint_auth_method=each["clientAuth"],
            client_id_issued_at=datetime.now(timezone.utc),
        )
        backend.save(client)
        client.audience = [client]
        backend.save(client)


class Quiet(WSGIRequestHandler):
    def log_request(self, code="-", size="-"):
        pass


make_server("localhost", port, app, handler_class=Quiet).serve_forever()
