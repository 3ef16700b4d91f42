// A certificate authority made up for a test, and what it has signed. Everything lies in a
// directory of its own that goes away with the object.
#pragma once

#include <filesystem>
#include <string>

namespace gw::test {

class Certificates {
 public:
  struct Files {
    std::string certificate;
    std::string key;
  };
  struct Wanted {
    std::string name = "localhost";                    // common name
    std::string names = "DNS:localhost,IP:127.0.0.1";  // subjectAltName, as OpenSSL writes it
    long valid_for_seconds = 3600;                     // negative: has expired
  };

  Certificates();
  ~Certificates();
  Certificates(const Certificates&) = delete;
  Certificates& operator=(const Certificates&) = delete;

  // The authority's own certificate: what a client is to trust.
  const std::string& authority() const { return authority_.certificate; }
  // Signed by the authority.
  Files issue(const Wanted& wanted);
  Files server() { return issue(Wanted()); }
  // For localhost, signed by itself.
  Files self_signed() { return make("self-signed", Wanted(), nullptr); }

 private:
  Files make(const std::string& file_name, const Wanted& wanted, const Files* issuer);

  std::filesystem::path directory_;
  Files authority_;
  int issued_ = 0;
};

}  // namespace gw::test
