"""The preview: an editor plays the working copy on a drawn phone beside the flow's graph.

A tool in a process of its own on loopback. It has no stores: what is played lives in its memory.
"""
