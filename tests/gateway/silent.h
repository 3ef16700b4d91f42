// A request that asks nothing, and where its answer goes unheard: what a Context needs to exist.
#pragma once

#include <exception>

#include "server/handler.h"

namespace gw::gateway {

class SilentRequest final : public server::Request {
 public:
  const http::RequestHead& head() const override { return head_; }
  io::Task<Result<std::string_view>> read_body(std::size_t /*limit*/) override {
    co_return std::string_view();
  }
  void release_body() override {}
  io::CancelScope& cancel() override { return cancel_; }
  std::string_view peer() const override { return ""; }

 private:
  http::RequestHead head_;
  io::CancelScope cancel_;
};

class SilentResponder final : public server::Responder {
 public:
  void field(std::string_view /*name*/, std::string_view /*value*/) override {}
  void field(std::string_view /*name*/, std::uint64_t /*value*/) override {}
  io::Task<Result<void>> send(int /*status*/, std::string_view /*content_type*/,
                              std::string_view /*body*/) override {
    co_return Result<void>();
  }
  void begin(int /*status*/, std::string_view /*content_type*/) override {}
  io::Task<Result<void>> write(std::string_view /*bytes*/) override { co_return Result<void>(); }
  io::Task<Result<void>> end(std::string_view /*last*/) override { co_return Result<void>(); }
  void abort() override {}
  io::Stream& raw() override { std::terminate(); }
  bool started() const override { return false; }
  int status() const override { return 0; }
  std::uint64_t bytes_sent() const override { return 0; }
};

}  // namespace gw::gateway
