"""Telling organs' systems and portals: by signed calls to an address of theirs, and by a feed they may poll."""
