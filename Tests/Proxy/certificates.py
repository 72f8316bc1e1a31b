"""An authority, and certificates that it signs, made for the test."""
import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


class Authority:
    """Signs certificates; `pem` is what those trust it by who trust it."""

    def __init__(self, folder, title="tests"):
        self.folder, self.title = folder, title
        self.key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.datetime.now(datetime.UTC)
        certificate = (
            x509.CertificateBuilder().subject_name(name(title)).issuer_name(name(title))
            .public_key(self.key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1000)).not_valid_after(now + datetime.timedelta(days=10))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(self.key, hashes.SHA256()))
        self.pem = folder / f"{title}.pem"
        self.pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def sign(self, names, first=-1, last=5, subject=name("provider")):
        """A file with a certificate for the names, valid from the first to the last day from now, and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        now = datetime.datetime.now(datetime.UTC)
        certificate = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(name(self.title))
            .public_key(key.public_key()).serial_number(x509.random_serial_number())
            .not_valid_before(now + datetime.timedelta(days=first)).not_valid_after(now + datetime.timedelta(days=last))
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .sign(self.key, hashes.SHA256()))
        file = self.folder / f"leaf{certificate.serial_number}.pem"
        file.write_bytes(
            certificate.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        return file


def parts(file):
    """The certificate and the key of a file that `Authority.sign` made."""
    text = file.read_text()
    end = text.index("-----BEGIN PRIVATE KEY")
    return text[:end], text[end:]
