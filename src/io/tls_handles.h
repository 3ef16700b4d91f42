// OpenSSL's objects with owners, and the text of its errors.
#pragma once

#include <memory>
#include <string>

#include <openssl/ssl.h>

namespace gw::io {

template <auto function>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    function(object);
  }
};

using SslPtr = std::unique_ptr<SSL, Freed<SSL_free>>;
using SslContextPtr = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using SslSessionPtr = std::unique_ptr<SSL_SESSION, Freed<SSL_SESSION_free>>;

// The oldest error in this thread's queue, which is emptied: "no such file or directory".
std::string take_tls_error();

}  // namespace gw::io
