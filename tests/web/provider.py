"""A tiny provider of OpenID Connect on this machine: who stands before it is whom the story names."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET = "luoshi", "only-for-tests"


class Provider(ThreadingHTTPServer):
    """Gives codes for ``claims``, and tokens for codes whose client, address and verifier are right."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, Any] = {}
        self.given: dict[str, dict[str, str]] = {}
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def authorize(self, asked: dict[str, str]) -> str:
        """Return where the browser goes next, with a code."""
        code = secrets.token_urlsafe(12)
        self.given[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Return the tokens for a code, once."""
        asked = self.given.pop(sent.get("code", ""), None)
        verifier = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        right = (
            asked is not None
            and (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
            and asked["redirect_uri"] == sent["redirect_uri"]
            and asked["code_challenge"] == challenge
        )
        if not right:
            return 400, {"error": "invalid_grant"}
        now = int(time.time())
        told = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300} | self.claims
        signed = jwt.encode(told, self.key, algorithm="RS256", headers={"kid": "one"})
        return 200, {"access_token": "a", "token_type": "Bearer", "id_token": signed}


class _Answer(BaseHTTPRequestHandler):
    server: Provider

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        issuer = self.server.issuer
        if self.path.startswith("/authorize"):
            asked = {key: one[0] for key, one in parse_qs(urlsplit(self.path).query).items()}
            self.send_response(302)
            self.send_header("Location", self.server.authorize(asked))
            self.end_headers()
        elif self.path.startswith("/userinfo"):
            self._say(200, self.server.claims)
        else:
            ways = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
            places = {f"{name}_endpoint": f"{issuer}/{name}" for name in ("token", "userinfo")}
            places["authorization_endpoint"] = f"{issuer}/authorize"
            self._say(200, ways | places | {"issuer": issuer, "jwks_uri": f"{issuer}/jwks"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._say(*self.server.token({key: one[0] for key, one in parse_qs(body).items()}))

    def _say(self, status: int, told: dict[str, Any]) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())
