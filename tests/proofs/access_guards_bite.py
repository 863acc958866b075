"""Each guard of admission, taken out in a copy of the tree: a test must fail.

Run: .venv/bin/python -m tests.proofs.access_guards_bite
"""

import sys

from tests.proofs.contracts_bite import Breach, broken_on_purpose
from tests.proofs.webhook_guards_bite import tests

AUTH, DESK = "service/auth", "service/desk"

BREACHES = (
    Breach(
        "a key ends on its day",
        f"{AUTH}/callers.py",
        "if False:",
        tests("auth/test_keys"),
        "if caller.until is not None and caller.until <= self._now():",
    ),
    Breach(
        "a key opens from its networks only",
        f"{AUTH}/callers.py",
        "if False:",
        tests("auth/test_keys"),
        "if not caller.admitted_from(source):",
    ),
    Breach(
        "the secret part of a key counts",
        f"{AUTH}/callers.py",
        "if client is None:\n            raise Unauthenticated\n        return _caller",
        tests("auth/test_callers"),
        "if client is None or not hmac.compare_digest(client.key_sha256, digest):\n"
        "            raise Unauthenticated\n        return _caller",
    ),
    Breach(
        "a scope that was taken is taken from tokens",
        f"{AUTH}/callers.py",
        "scopes=claims.scopes,",
        tests("auth/test_tokens"),
        "scopes=caller.scopes & claims.scopes,",
    ),
    Breach(
        "a rotation ends the keys before",
        f"{AUTH}/clients.py",
        "",
        tests("auth/test_keys"),
        "            Write(END_LATER, (client_id, old_until)),\n",
    ),
    Breach(
        "no rotation prolongs a key",
        f"{AUTH}/clients.py",
        "UPDATE client SET key_until = $2",
        tests("auth/test_keys"),
        "UPDATE client SET key_until = least(key_until, $2)",
    ),
    Breach(
        "the algorithm of a token is ours",
        f"{AUTH}/tokens.py",
        'if header["typ"] != TYPE:',
        tests("auth/test_tokens"),
        'if header["alg"] != _ALG or header["typ"] != TYPE:',
    ),
    Breach(
        "another document is no token",
        f"{AUTH}/tokens.py",
        'if header["alg"] != _ALG:',
        tests("auth/test_tokens"),
        'if header["alg"] != _ALG or header["typ"] != TYPE:',
    ),
    Breach(
        "a token is for us",
        f"{AUTH}/tokens.py",
        'if claims["iss"] != self._issuer:',
        tests("auth/test_tokens"),
        'if claims["iss"] != self._issuer or claims["aud"] != self._issuer:',
    ),
    Breach(
        "a token buys no token",
        "service/admission/grant.py",
        "if caller.id != id_of(asked.client):",
        tests("auth/test_tokens"),
        'if caller.id != id_of(asked.client) or not asked.key.startswith("xf_"):',
    ),
    Breach(
        "no more scopes than the client has",
        "service/admission/grant.py",
        "if False:",
        tests("auth/test_tokens"),
        "if not scopes <= caller.scopes:",
    ),
    Breach(
        "no more proxies are believed than there are",
        f"{AUTH}/sources.py",
        "if hop.strip()]",
        tests("auth/test_sources"),
        "if hop.strip()][-self._proxies :]",
    ),
    Breach(
        "a /64 is one subscriber",
        f"{AUTH}/sources.py",
        "_ONE_SUBSCRIBER = 128",
        tests("auth/test_sources"),
        "_ONE_SUBSCRIBER = 64",
    ),
    Breach(
        "all processes draw from one bucket",
        f"{AUTH}/quota.py",
        "",
        tests("auth/test_limits"),
        "- least($4::int, floor({_FILLED}))",
    ),
    Breach(
        "only a key that was good has buckets of its own",
        f"{DESK}/rate_limit.py",
        "if True:",
        tests("auth/test_limits"),
        "if client is not None:",
    ),
    Breach(
        "intake has a bucket of its own",
        f"{DESK}/rate_limit.py",
        "return CLIENT",
        tests("auth/test_limits"),
        "return INTAKE",
    ),
    Breach(
        "the urgent path has a bucket of its own",
        f"{DESK}/rate_limit.py",
        "return CLIENT",
        tests("auth/test_limits"),
        'return URGENT if scope["path"].endswith("/urgency") else CLIENT',
    ),
    Breach(
        "a lock is minded",
        f"{DESK}/guessing.py",
        "if False:",
        tests("intake/test_guessing"),
        "if any(locked):",
    ),
    Breach(
        "one number in many ways is one number",
        f"{DESK}/guessing.py",
        "self._name(NUMBER, written)",
        tests("intake/test_guessing"),
        "self._name(NUMBER, self._desk.numbers.folded(written))",
    ),
    Breach(
        "a code of one's own buys no tries",
        f"{DESK}/guessing.py",
        "tx.write(wrong_codes.reset(number), *map(wrong_codes.reset, found))",
        tests("intake/test_guessing"),
        "tx.write(wrong_codes.reset(number))",
    ),
    Breach(
        "a caller is locked for himself",
        f"{DESK}/guessing.py",
        'self._name(CALLER, "")',
        tests("intake/test_guessing"),
        'self._name(CALLER, f"{visitor.caller.id}\\n{visitor.source}")',
    ),
    Breach(
        "a solution serves once",
        f"{DESK}/proof_of_work.py",
        "if not until:",
        tests("intake/test_challenges"),
        "if not await spent.spend(digest, used_by, until, begin=self._desk.begin):",
    ),
    Breach(
        "a solution ends",
        f"{DESK}/proof_of_work.py",
        "if not right:",
        tests("intake/test_challenges"),
        "if not right or until <= self._desk.now():",
    ),
    Breach(
        "an answer that is gone registers nothing again",
        "service/intake/answers.py",
        "DELETE FROM answer USING",
        tests("intake/test_forgetting"),
        "UPDATE answer SET sealed = '' FROM",
    ),
    Breach(
        "a head is not waited for for ever",
        "service/ops/slow_clients.py",
        "pass",
        tests("ops/test_slow_clients"),
        "self.transport.close()",
    ),
    Breach(
        "a body is not waited for for ever",
        f"{DESK}/body_limit.py",
        "timeout_at(None)",
        tests("ops/test_slow_clients"),
        "timeout_at(None if whole else until)",
    ),
    Breach(
        "a door that is not declared fails",
        "service/publication/routes.py",
        '\n\n@router.get("/undeclared")\nasync def undeclared() -> None:\n    """New."""\n',
        tests("auth/test_access_matrix"),
    ),
)


if __name__ == "__main__":
    sys.exit(broken_on_purpose(BREACHES, "guards"))
