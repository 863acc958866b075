"""The only reader of the environment: every setting, its default and what it is for."""

import os
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Network = IPv4Network | IPv6Network

LOCAL = "http://127.0.0.1:8000"
PACKAGED_BUREAU = Path(__file__).parent / "bureau" / "data" / "hubin"


class Settings(BaseSettings):
    """Read from `XINFANG_…`; a wrong value stops the start and names the setting.

    A secret may be given as a file: `XINFANG_DATABASE_URL_FILE`, `XINFANG_SECRET_FILE`.
    """

    model_config = SettingsConfigDict(env_prefix="XINFANG_", frozen=True, extra="ignore")

    host: Annotated[str, Field(description="address to serve on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535, description="port to serve on")] = 8000
    public_url: Annotated[
        str,
        Field(
            pattern=r"^https?://[^\s?#]+[^\s?#/]$",
            description="where the public reaches this service; printed on notices, in their QR code",
        ),
    ] = LOCAL
    data_dir: Annotated[Path, Field(description="embedded database, its log and the generated secret")] = Path("var")
    database_url: Annotated[
        SecretStr | None,
        Field(description="any PostgreSQL ≥ 15, `postgresql://…`; without it the embedded one is started"),
    ] = None
    database_url_file: Annotated[Path | None, Field(description="file that holds the database URL")] = None
    database_direct_url: Annotated[
        SecretStr | None,
        Field(description="PostgreSQL itself, where `XINFANG_DATABASE_URL` leads through a pooler in transaction mode"),
    ] = None
    database_direct_url_file: Annotated[Path | None, Field(description="file that holds the direct URL")] = None
    database_read_url: Annotated[
        SecretStr | None,
        Field(
            description="a streaming replica, for figures and for lists of the bureau; without it the primary answers"
        ),
    ] = None
    database_read_url_file: Annotated[Path | None, Field(description="file that holds the URL of the replica")] = None
    database_read_lag: Annotated[
        float, Field(gt=0, le=3600, description="seconds that the replica may be behind before the primary answers")
    ] = 10.0
    database_schema: Annotated[
        str,
        Field(
            validation_alias="XINFANG_SCHEMA",
            pattern="^[a-z_][a-z0-9_]{0,39}$",
            description="PostgreSQL schema of this bureau, made at the first start; bureaus may share a database",
        ),
    ] = "public"
    postgres_bin: Annotated[
        Path | None, Field(description="directory of PostgreSQL programs to use instead of the packaged ones")
    ] = None
    pool_size: Annotated[int, Field(ge=2, le=200, description="database connections a process may hold")] = 16
    database_wait: Annotated[
        float, Field(gt=0, le=60, description="seconds to wait for a free connection before answering 503")
    ] = 5.0
    secret: Annotated[
        SecretStr | None,
        Field(min_length=32, description="what all keys derive from; without it one is made in the data directory"),
    ] = None
    secret_file: Annotated[Path | None, Field(description="file that holds the secret")] = None
    bureau_dir: Annotated[Path, Field(description="reference data of the bureau")] = PACKAGED_BUREAU
    model_dir: Annotated[
        Path | None, Field(description="content-class model, as `xinfang train` writes it, instead of the packaged one")
    ] = None
    worker: Annotated[bool, Field(description="run the worker inside the serving process")] = True
    lease_seconds: Annotated[
        float, Field(gt=0, description="how long a worker may hold a job before another may take it")
    ] = 60.0
    max_attempts: Annotated[int, Field(ge=1, description="tries before a job is dead and shown as such")] = 8
    poll_seconds: Annotated[float, Field(gt=0, description="how often an idle worker looks, should no signal come")] = (
        1.0
    )
    webhook_timeout_seconds: Annotated[
        float, Field(gt=0, le=60, description="how long a receiver of webhooks may take, from its name to its answer")
    ] = 10.0
    webhook_concurrency: Annotated[
        int, Field(ge=1, le=200, description="receivers that a worker calls at once, each by one call at a time")
    ] = 8
    webhook_max_attempts: Annotated[
        int, Field(ge=1, description="tries before a delivery is dead and shown as such; 20 take one to two days")
    ] = 20
    webhook_allow_internal: Annotated[
        str | None,
        Field(description="networks inside that webhooks may call, also by http: `10.1.0.0/16,fd00:1::/64`"),
    ] = None
    max_body_bytes: Annotated[int, Field(ge=1024, description="largest request body accepted")] = 1_048_576
    head_seconds: Annotated[
        float, Field(gt=0, le=300, description="how long the head of a request may take to come")
    ] = 10.0
    body_seconds: Annotated[float, Field(gt=0, le=600, description="how long a request body may take to come")] = 30.0
    trusted_proxies: Annotated[
        int, Field(ge=0, le=8, description="proxies of your own in front, whose `X-Forwarded-For` is believed")
    ] = 0
    client_rate: Annotated[
        float,
        Field(ge=0, description="requests a second of a client on each kind of door, 4 s of them at once; 0: any"),
    ] = 100.0
    source_rate: Annotated[float, Field(ge=0, description="the same of an address that shows no good key; 0: any")] = (
        20.0
    )
    token_seconds: Annotated[int, Field(ge=60, le=3600, description="how long an access token lives")] = 600
    code_tries: Annotated[
        int, Field(ge=1, description="wrong query codes on one number before it is locked, existing or not")
    ] = 10
    caller_code_tries: Annotated[
        int, Field(ge=1, description="wrong query codes from one client and address before both are locked together")
    ] = 100
    code_lock_seconds: Annotated[
        int, Field(ge=1, le=43200, description="within which wrong query codes count, and for how long they lock")
    ] = 900
    reveals_frequent: Annotated[
        int, Field(ge=1, description="reveals of who petitions by one officer within the window that raise an alert")
    ] = 20
    reveal_window_minutes: Annotated[
        int, Field(ge=1, le=10_080, description="within which reveals are counted together")
    ] = 60
    challenge_cost: Annotated[
        int, Field(ge=1, le=10_000_000, description="hashes that a proof of work may take, for clients that need one")
    ] = 100_000
    answer_days: Annotated[
        int, Field(ge=1, description="how long the answer to an Idempotency-Key is kept; the key itself stays taken")
    ] = 90
    files_url: Annotated[
        str | None,
        Field(description="where files are kept: `s3://bucket/prefix`; without it in the data directory"),
    ] = None
    files_endpoint: Annotated[str | None, Field(description="address of an S3 store that is not Amazon's")] = None
    files_region: Annotated[str | None, Field(description="region of the S3 store")] = None
    files_access_key: Annotated[str | None, Field(description="access key of the S3 store")] = None
    files_secret_key: Annotated[SecretStr | None, Field(description="secret key of the S3 store")] = None
    files_secret_key_file: Annotated[Path | None, Field(description="file that holds that secret key")] = None
    file_bytes: Annotated[int, Field(ge=1024, description="largest file accepted")] = 52_428_800
    petition_files: Annotated[int, Field(ge=1, le=9_999, description="files that a petition may have")] = 50
    petition_files_bytes: Annotated[int, Field(ge=1024, description="bytes that its files may have together")] = (
        314_572_800
    )
    client_day_files_bytes: Annotated[
        int, Field(ge=1024, description="bytes of files that a client may hand in on one day")
    ] = 10_737_418_240
    page_confidence: Annotated[
        float, Field(ge=0, le=1, description="mean confidence below which a page is for a clerk to transcribe")
    ] = 0.88
    page_characters: Annotated[
        int, Field(ge=0, description="characters below which a page is for a clerk to transcribe")
    ] = 20
    clamd: Annotated[
        str | None,
        Field(
            pattern=r"^(/.+|[^/\s]+:\d{1,5})$",
            description="socket of clamd: `/run/clamav/clamd.ctl` or `host:port`; without it no file is scanned",
        ),
    ] = None
    caller_cache_seconds: Annotated[
        float, Field(ge=0, description="how long a checked key is trusted, so how late a revocation takes effect")
    ] = 5.0
    small_cells: Annotated[
        int, Field(ge=2, le=1000, description="fewer accusations than this are told to nobody without case rights")
    ] = 5
    signature: Annotated[
        Literal["ed25519", "sm2"],
        Field(description="how receipts are signed; `sm2` (with SM3) needs the extra `xinfang[sm2]`"),
    ] = "ed25519"
    cipher: Annotated[
        Literal["aes", "sm4"],
        Field(
            description="how secrets are sealed from now on: AES-256-GCM or SM4-GCM; either opens what the other sealed"
        ),
    ] = "aes"
    checkpoint_seconds: Annotated[
        float, Field(gt=0, description="how often the transparency log signs what was added")
    ] = 10.0
    bind_seconds: Annotated[
        float, Field(gt=0, description="how often full pages of the ledger are closed, so that figures stay quick")
    ] = 30.0
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], Field(description="least level logged")] = "INFO"

    @field_validator("webhook_allow_internal")
    @classmethod
    def hold_networks(cls, networks: str | None) -> str | None:
        """Refuse what is no network at the start, not at the first call."""
        _networks(networks)
        return networks

    @property
    def internal_networks(self) -> tuple[Network, ...]:
        """The networks inside that webhooks may call."""
        return _networks(self.webhook_allow_internal)

    @model_validator(mode="after")
    def read_secret_files(self) -> Self:
        """Take each secret from its file where a file is named, and refuse to guess where both are given."""
        for name in ("database_url", "database_direct_url", "database_read_url", "secret", "files_secret_key"):
            file: Path | None = getattr(self, f"{name}_file")
            if file is None:
                continue
            if getattr(self, name) is not None:
                raise ValueError(f"set XINFANG_{name.upper()} or XINFANG_{name.upper()}_FILE, not both")
            # The model is frozen for everybody else; this is still its construction.
            object.__setattr__(self, name, SecretStr(file.read_text(encoding="utf-8").strip()))
        return self

    @model_validator(mode="after")
    def set_no_schema_through_a_pooler(self) -> Self:
        """Refuse what would not arrive: a pooler passes no `search_path` on."""
        if self.database_direct_url is not None and self.database_schema != "public":
            raise ValueError("behind a pooler give the bureau's role its search_path instead of XINFANG_SCHEMA")
        return self


def _networks(written: str | None) -> tuple[Network, ...]:
    return tuple(ip_network(one.strip()) for one in (written or "").split(",") if one.strip())


def unknown_names() -> list[str]:
    """What in the environment looks like a setting and is none. `XINFANG_…_KEY` are keys of clients."""
    known = {f"XINFANG_{name.upper()}" for name in Settings.model_fields}
    ours = (name for name in os.environ if name.startswith("XINFANG_") and not name.endswith("_KEY"))
    return sorted(name for name in ours if name not in known)


def traces_wanted() -> bool:
    """Whether OpenTelemetry's own variables say where traces go."""
    return any(os.environ.get(f"OTEL_EXPORTER_OTLP_{which}ENDPOINT") for which in ("", "TRACES_"))
