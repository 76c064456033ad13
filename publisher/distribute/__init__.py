"""Finished titles, made into something to hand out where there is no network.

1. the files of a build are read into records (`titles`): what each title is, says of its accessibility and consists of
2. pages, feeds and archives are written from these records alone
3. the folder is made whole and provable, and moved into place
"""
