"""A certificate for loopback that signs itself."""

import subprocess

from .system import BenchError, find_program


def make_certificate(directory):
    """Returns the files of the certificate and of its key, in PEM."""
    certificate, key = directory / "certificate.pem", directory / "key.pem"
    made = subprocess.run(
        [find_program("openssl", "openssl"), "req", "-x509", "-newkey", "ec",
         "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost",
         "-keyout", key, "-out", certificate], capture_output=True, text=True)
    if made.returncode:
        raise BenchError(f"openssl cannot make a certificate:\n{made.stderr}")
    return certificate, key
