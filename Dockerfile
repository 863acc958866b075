# The whole service in one image: `serve` (default), `work`, `migrate`, `doctor` and every other xinfang command.

FROM docker.io/library/python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /opt/xinfang
# Before the code is copied: a change of code does not install everything anew.
COPY requirements.lock ./
RUN python3 -m venv venv && venv/bin/python -m pip install --quiet --require-hashes -r requirements.lock
COPY . ./
# Editable, because the migrations are found beside the package. What only builds and installs leaves again, pip last;
# the byte code is made now, because the running container may write nothing here.
RUN venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable . \
    && venv/bin/python -m pip uninstall --quiet --yes hatchling editables pathspec pluggy trove-classifiers setuptools pip \
    && venv/bin/python -m compileall -q --invalidation-mode unchecked-hash service alembic

FROM docker.io/library/python:3.11-slim-bookworm
ARG VERSION=unknown
ARG REVISION=unknown
LABEL org.opencontainers.image.title="xinfang" \
      org.opencontainers.image.description="Intake of petitions for a petition bureau: registered, classified, acknowledged, counted" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
# PostgreSQL admits accounts by name, so the user has one; its number is fixed, so that a volume keeps its owner.
RUN useradd --user-group --uid 10001 --no-create-home --home-dir /var/lib/xinfang --shell /usr/sbin/nologin xinfang \
    && install --directory --owner=xinfang --group=xinfang --mode=0700 /var/lib/xinfang
COPY --from=build /opt/xinfang /opt/xinfang
ENV PATH=/opt/xinfang/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    XINFANG_DATA_DIR=/var/lib/xinfang \
    XINFANG_HOST=0.0.0.0 \
    XINFANG_PORT=8000
USER xinfang
WORKDIR /opt/xinfang
VOLUME /var/lib/xinfang
EXPOSE 8000
# For `serve`; run the other commands with --no-healthcheck. http.client: unlike urllib it asks no proxy.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s \
    CMD ["python3", "-c", "import http.client, os; c = http.client.HTTPConnection('127.0.0.1', int(os.environ['XINFANG_PORT']), timeout=4); c.request('GET', '/readyz'); raise SystemExit(c.getresponse().status != 200)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["xinfang"]
CMD ["serve"]
