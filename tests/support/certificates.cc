#include "support/certificates.h"

#include <cstdio>
#include <memory>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

namespace gw::test {

namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

File open(const std::string& path, const char* mode) {
  File file(std::fopen(path.c_str(), mode));
  if (file == nullptr) throw std::runtime_error("cannot open " + path);
  return file;
}

Key make_key() { return Key(EVP_EC_gen("P-256"), EVP_PKEY_free); }

Key read_key(const std::string& path) {
  return Key(PEM_read_PrivateKey(open(path, "r").get(), nullptr, nullptr, nullptr), EVP_PKEY_free);
}

Certificate read_certificate(const std::string& path) {
  return Certificate(PEM_read_X509(open(path, "r").get(), nullptr, nullptr, nullptr), X509_free);
}

void add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  if (extension == nullptr) throw std::runtime_error("bad certificate extension " + value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

}  // namespace

Certificates::Certificates() {
  std::string path = (std::filesystem::temp_directory_path() / "gw-test-XXXXXX").string();
  if (::mkdtemp(path.data()) == nullptr) throw std::runtime_error("cannot make " + path);
  directory_ = path;
  Wanted wanted;
  wanted.name = "gateway test authority";
  authority_ = make("authority", wanted, nullptr);
}

Certificates::~Certificates() {
  std::error_code ignored;
  std::filesystem::remove_all(directory_, ignored);
}

Certificates::Files Certificates::issue(const Wanted& wanted) {
  return make("server-" + std::to_string(++issued_), wanted, &authority_);
}

Certificates::Files Certificates::make(const std::string& file_name, const Wanted& wanted,
                                       const Files* issuer) {
  const Key key = make_key();
  const Certificate certificate(X509_new(), X509_free);
  X509* const x509 = certificate.get();
  X509_set_version(x509, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), issued_ + 1);
  X509_gmtime_adj(X509_getm_notBefore(x509), -7200);
  X509_gmtime_adj(X509_getm_notAfter(x509), wanted.valid_for_seconds);
  X509_set_pubkey(x509, key.get());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(wanted.name.c_str()), -1, -1,
                             0);

  const bool is_authority = issuer == nullptr;
  const Certificate signer =
      is_authority ? Certificate(nullptr, X509_free) : read_certificate(issuer->certificate);
  const Key signing_key = is_authority ? Key(nullptr, EVP_PKEY_free) : read_key(issuer->key);
  X509* const signer_x509 = is_authority ? x509 : signer.get();
  X509_set_issuer_name(x509, X509_get_subject_name(signer_x509));
  add_extension(x509, signer_x509, NID_basic_constraints,
                is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE");
  add_extension(x509, signer_x509, NID_subject_key_identifier, "hash");
  add_extension(x509, signer_x509, NID_authority_key_identifier, "keyid");
  add_extension(x509, signer_x509, NID_subject_alt_name, wanted.names);
  X509_sign(x509, is_authority ? key.get() : signing_key.get(), EVP_sha256());

  Files files{directory_ / (file_name + ".pem"), directory_ / (file_name + ".key")};
  PEM_write_X509(open(files.certificate, "w").get(), x509);
  PEM_write_PrivateKey(open(files.key, "w").get(), key.get(), nullptr, nullptr, 0, nullptr,
                       nullptr);
  return files;
}

}  // namespace gw::test
