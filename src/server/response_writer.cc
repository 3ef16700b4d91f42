#include "server/response_writer.h"

#include <array>
#include <cassert>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "http/write.h"

namespace gw::server {
namespace {

constexpr std::size_t kSlowest = 16;  // bytes a millisecond that a client must take at least

constexpr std::string_view kNothing;
constexpr std::string_view kCrlfAndLastChunk = "\r\n0\r\n\r\n";

bool has_content(int status) { return status != 204 && status != 304; }

}  // namespace

ResponseWriter::ResponseWriter(io::Stream& stream, const RequestReader& request,
                               SessionContext& context, Connection connection)
    : stream_(stream),
      request_(request),
      context_(context),
      deadline_(context.deadlines, &ResponseWriter::expire, this),
      keep_(connection == Connection::keep && request.head().keep_alive) {}

// A client that takes nothing must not hold an upstream connection for ever.
void ResponseWriter::expire(void* self) {
  auto& writer = *static_cast<ResponseWriter*>(self);
  if (!writer.writing_) return writer.break_silence();
  writer.timed_out_ = true;
  writer.stream_.close();
}

void ResponseWriter::field(std::string_view name, std::string_view value) {
  if (http::is_field_value(value)) http::append_field(name, value, fields_);
}

void ResponseWriter::field(std::string_view name, std::uint64_t value) {
  http::append_field(name, value, fields_);
}

io::Task<Result<void>> ResponseWriter::send(int status, std::string_view content_type,
                                            std::string_view body) {
  assert(!started());
  make_head(status, content_type, has_content(status) ? Framing::length : Framing::none,
            body.size());
  const bool with_body = framing_ == Framing::length && request_.head().method != "HEAD";
  state_ = State::complete;
  return write_all(with_body ? body : kNothing, kNothing);
}

void ResponseWriter::begin(int status, std::string_view content_type) {
  assert(!started());
  const bool chunked = request_.head().minor_version >= 1;
  if (!chunked) keep_ = false;
  make_head(status, content_type, chunked ? Framing::chunked : Framing::until_close, 0);
  if (request_.head().method == "HEAD") framing_ = Framing::none;
  state_ = State::streaming;
}

io::Task<Result<void>> ResponseWriter::write(std::string_view bytes) {
  assert(state_ == State::streaming || state_ == State::broken);
  if (framing_ == Framing::none) bytes = kNothing;
  const bool chunk = framing_ == Framing::chunked && !bytes.empty();
  return write_all(bytes, chunk ? http::kCrlf : kNothing);
}

io::Task<Result<void>> ResponseWriter::end(std::string_view last) {
  assert(state_ == State::streaming || state_ == State::broken);
  if (state_ == State::streaming) state_ = State::complete;
  if (framing_ == Framing::none) last = kNothing;
  if (framing_ != Framing::chunked) return write_all(last, kNothing);
  return write_all(last, last.empty() ? http::kLastChunk : kCrlfAndLastChunk);
}

// The end of the connection is the only thing that tells an HTTP/1.0 client that its stream was
// whole, so it gets a reset; chunks lack their last one.
void ResponseWriter::abort() {
  state_ = State::broken;
  if (framing_ == Framing::until_close) stream_.reset();
}

void ResponseWriter::fill_silence(std::chrono::milliseconds after, Filler* filler) {
  filler_ = filler;
  silence_ = after;
  if (writing_) return;
  deadline_.disarm();
  await_silence();
}

void ResponseWriter::await_silence() {
  const bool open = state_ == State::unstarted || state_ == State::streaming;
  if (filler_ != nullptr && open) deadline_.arm(silence_);
}

// Beside the handler, which waits for something else; should it have something to write in the
// meantime, that waits for this.
void ResponseWriter::break_silence() {
  std::string text(filler_->fill());
  if (state_ != State::streaming) return;
  filling_ = true;
  io::asio::co_spawn(request_.executor(), write_filler(std::move(text)), io::asio::detached);
}

// `text` is its own: the filler may be gone before the client has taken it.
io::Task<void> ResponseWriter::write_filler(std::string text) {
  struct AtEnd {  // even if memory runs out
    ~AtEnd() {
      writer.filling_ = false;
      if (writer.settled_ != nullptr) writer.settled_->set();
    }
    ResponseWriter& writer;
  } const at_end{*this};
  const bool chunk = framing_ == Framing::chunked;
  const std::string_view bytes = framing_ == Framing::none ? kNothing : std::string_view(text);
  co_await write_now(bytes, chunk ? http::kCrlf : kNothing);
}

// Rare, so that the event exists only meanwhile.
io::Task<void> ResponseWriter::settle() {
  io::Event settled(request_.executor());
  settled_ = &settled;
  while (filling_) co_await settled.wait();
  settled_ = nullptr;
}

io::Stream& ResponseWriter::raw() {
  state_ = State::broken;
  return stream_;
}

void ResponseWriter::make_head(int status, std::string_view content_type, Framing framing,
                               std::uint64_t length) {
  status_ = status;
  framing_ = framing;
  const bool stays = context_.phase == io::Phase::running && !context_.surplus;
  keep_ = keep_ && stays && request_.can_continue();
  http::append_status_line(status, head_);
  http::append_field("date", context_.date.now(), head_);
  if (!content_type.empty()) http::append_field("content-type", content_type, head_);
  if (framing == Framing::length) http::append_field("content-length", length, head_);
  if (framing == Framing::chunked) http::append_field("transfer-encoding", "chunked", head_);
  if (!keep_) {
    http::append_field("connection", "close", head_);
  } else if (request_.head().minor_version == 0) {
    http::append_field("connection", "keep-alive", head_);
  }
  head_.append(fields_.view());
  http::end_head(head_);
  fields_.release();
}

io::Task<Result<void>> ResponseWriter::write_all(std::string_view content,
                                                 std::string_view behind) {
  return filling_ ? write_later(content, behind) : write_now(content, behind);
}

io::Task<Result<void>> ResponseWriter::write_later(std::string_view content,
                                                   std::string_view behind) {
  co_await settle();
  co_return co_await write_now(content, behind);
}

// The head, when it has not been sent; `content`, as a chunk when the framing is such; what stands
// behind it.
io::Task<Result<void>> ResponseWriter::write_now(std::string_view content,
                                                 std::string_view behind) {
  if (state_ == State::broken) co_return fail(Errc::closed, "the connection is gone");
  const bool chunk = framing_ == Framing::chunked && !content.empty();
  const http::ChunkSize chunk_size(content.size());
  const std::array<std::string_view, 4> pieces{head_.view(), chunk ? chunk_size.view() : kNothing,
                                               content, behind};
  std::size_t size = 0;
  for (const std::string_view piece : pieces) size += piece.size();
  if (size == 0) co_return Result<void>();
  writing_ = true;
  deadline_.arm(context_.limits.write_timeout + std::chrono::milliseconds(size / kSlowest));
  auto written = co_await stream_.write(pieces);
  writing_ = false;
  deadline_.disarm();
  head_.release();
  if (!written) {
    state_ = State::broken;
    if (timed_out_) co_return fail(Errc::timeout, "the client does not take its answer");
    co_return written;
  }
  bytes_sent_ += size;
  await_silence();
  co_return written;
}

}  // namespace gw::server
