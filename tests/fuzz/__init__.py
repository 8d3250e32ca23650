"""Hundreds of thousands of odd inputs, to find the one that nothing handles.

    make fuzz                              everything: 200,000 inputs, some 15 minutes of computing
    python -m tests.fuzz --seed 7 api      one surface, other inputs
    python -m tests.fuzz --inputs 5000     fewer of each

Webhooks are signed as each provider signs, so that what is behind the signature is reached. A
surface is a module with ``SHARE`` (of all inputs) and ``fuzz(rng, count, folder)``, which gives
what was tried by kind, and each fault: an exception, a 5xx, an emergency answer, an importer's
error that does not say what is wrong and where. The same seed tries the same inputs.
"""
