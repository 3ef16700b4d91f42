// The writing half of one exchange: an answer as HTTP/1.1, whole in one gathered write or as a
// stream of chunks. To HTTP/1.0 clients a stream ends with the connection.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "base/buffer.h"
#include "io/deadlines.h"
#include "server/request_reader.h"

namespace gw::server {

class ResponseWriter final : public Responder {
 public:
  enum class Connection { keep, close };
  // `keep` is a wish: the client, the request's body or the end of the worker may forbid it.
  ResponseWriter(io::Stream& stream, const RequestReader& request, SessionContext& context,
                 Connection connection = Connection::keep);

  // A filler's bytes are on their way, which this object must outlive.
  bool is_filling() const { return filling_; }
  io::Task<void> settle();

  // The answer is whole, and the connection can serve another request.
  bool keeps_connection() const { return state_ == State::complete && keep_; }
  bool complete() const { return state_ == State::complete; }

  void field(std::string_view name, std::string_view value) override;
  void field(std::string_view name, std::uint64_t value) override;
  io::Task<Result<void>> send(int status, std::string_view content_type,
                              std::string_view body) override;
  void begin(int status, std::string_view content_type) override;
  io::Task<Result<void>> write(std::string_view bytes) override;
  io::Task<Result<void>> end(std::string_view last) override;
  void abort() override;
  void fill_silence(std::chrono::milliseconds after, Filler* filler) override;
  io::Stream& raw() override;
  bool started() const override { return state_ != State::unstarted; }
  int status() const override { return status_; }
  std::uint64_t bytes_sent() const override { return bytes_sent_; }

 private:
  enum class State : std::uint8_t { unstarted, streaming, complete, broken };
  enum class Framing : std::uint8_t { none, length, chunked, until_close };

  void make_head(int status, std::string_view content_type, Framing framing, std::uint64_t length);
  io::Task<Result<void>> write_all(std::string_view content, std::string_view behind);
  io::Task<Result<void>> write_now(std::string_view content, std::string_view behind);
  io::Task<Result<void>> write_later(std::string_view content, std::string_view behind);
  io::Task<void> write_filler(std::string text);
  void break_silence();
  void await_silence();
  static void expire(void* self);

  io::Stream& stream_;
  const RequestReader& request_;
  SessionContext& context_;
  io::Deadline deadline_;  // of a write; between writes, of the silence
  Buffer fields_;
  Buffer head_;  // until it has been sent
  Framing framing_ = Framing::none;
  State state_ = State::unstarted;
  bool keep_;
  bool writing_ = false;
  bool timed_out_ = false;
  bool filling_ = false;  // the filler's bytes are being written
  Filler* filler_ = nullptr;
  std::chrono::milliseconds silence_{0};
  io::Event* settled_ = nullptr;  // for who waits until filling_ has ended
  int status_ = 0;
  std::uint64_t bytes_sent_ = 0;
};

}  // namespace gw::server
