"""A petitioner beside bureau and organs."""

from tests.citizen import citizen as citizen
