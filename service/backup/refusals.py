"""Why no backup is taken, or none is restored. Every message says what to do; nothing has been changed.

BackupRefused
├── OneOfSeveral        the bureau has a schema of its own in a database that others share
├── FolderTaken         there is something at that place already
├── OtherRelease        the database is not at the schema of this release
├── NotABackup          the folder holds no manifest that this release reads
├── OtherSecret         the backup belongs to another secret
├── Damaged             something is missing, was changed or cut
├── NewerBackup         the backup was taken by a later release
├── TargetNotEmpty      there is a register or a file already where the backup would go
└── ProgramFailed       pg_dump or pg_restore ended with an error
"""

from pathlib import Path


class BackupRefused(Exception):
    """The message is for the operator."""


class OneOfSeveral(BackupRefused):
    def __init__(self, schema: str) -> None:
        super().__init__(
            f"backups are of a database that one bureau has alone, and this one lives in the schema {schema}: take it "
            f"by `pg_dump --format=custom --schema={schema}` together with the files, and the secret apart"
        )


class FolderTaken(BackupRefused):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"there is a {folder} already: name a folder that does not exist yet")


class OtherRelease(BackupRefused):
    def __init__(self, found: str | None, wanted: str) -> None:
        super().__init__(
            f"the database has the schema {found or '(none)'} and this release needs {wanted}: take the backup with "
            "the release that serves it, or bring it up by `xinfang migrate` first"
        )


class NotABackup(BackupRefused):
    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} holds no backup that this release can read: name a folder that `xinfang backup` made"
        )


class OtherSecret(BackupRefused):
    def __init__(self, needed: str, given: str) -> None:
        super().__init__(
            f"the backup belongs to the secret {needed}, not to {given}: name the file of its own secret in "
            "XINFANG_SECRET_FILE, or lay it as `secret` into the data directory"
        )


class Damaged(BackupRefused):
    def __init__(self, what: str) -> None:
        super().__init__(f"the backup is damaged: {what}; use another one. Nothing was restored from it")


class NewerBackup(BackupRefused):
    def __init__(self, schema: str, version: str) -> None:
        super().__init__(f"the backup has the schema {schema} of xinfang {version}: restore it with that release")


class TargetNotEmpty(BackupRefused):
    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what}: a backup is restored only where nothing is yet. Name an empty XINFANG_DATA_DIR "
            "(or an empty database in XINFANG_DATABASE_URL, an empty place in XINFANG_FILES_URL)"
        )


class ProgramFailed(BackupRefused):
    def __init__(self, program: str, said: str) -> None:
        super().__init__(f"{program} ended with an error: {said}")
