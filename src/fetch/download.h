// One file on its way; a part of fetcher.cc.
#pragma once

#include <optional>
#include <string>

#include "fetch/fetcher.h"
#include "http/parser.h"
#include "io/stream.h"

namespace gw::fetch {

// What the downloads of a call may receive, all together.
struct Allowance {
  std::size_t bytes;
  io::BodyMemory& memory;
  std::size_t taken = 0;

  // Why so much more may not be received.
  std::optional<Error> take(std::size_t more);
};

class Download final : http::BodySink {
 public:
  // Both must outlive this.
  Download(const Fetcher& fetcher, Allowance& allowance);

  // Once. `url` must stay until completion.
  io::Task<Result<File>> run(const std::string& url);
  // What ends it early.
  io::CancelScope& scope() { return scope_; }

 private:
  // Where it leads on to, or nullopt: the file is there.
  using Next = std::optional<policy::RemoteUrl>;

  io::Task<Result<Next>> visit(const policy::RemoteUrl& url);
  io::Task<Result<>> read_head(io::Stream& stream);
  io::Task<Result<bool>> receive(io::Stream& stream);
  io::Task<Result<>> read_body(io::Stream& stream);
  Result<Next> look_at_head(const policy::RemoteUrl& url);
  void body(std::string_view slice) override;
  static void expire(void* self);

  const Fetcher& fetcher_;
  Allowance& allowance_;
  io::CancelScope scope_;
  io::Deadline deadline_;
  http::ResponseParser parser_;
  Buffer in_;
  File file_;
  std::optional<Error> refused_;  // to receive more
  bool timed_out_ = false;
};

}  // namespace gw::fetch
