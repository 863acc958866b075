"""`python -m service` is `xinfang`."""

from service.cli import main

if __name__ == "__main__":
    main()
