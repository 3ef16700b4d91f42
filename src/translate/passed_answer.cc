#include "translate/passed_answer.h"

#include <optional>
#include <string>

#include "bedrock/service_error.h"
#include "bedrock/usage.h"
#include "eventstream/decoder.h"
#include "translate/errors.h"

namespace gw::translate {

namespace {

using bedrock::ClientOperation;

class PassedWhole final : public WholeTransform {
 public:
  explicit PassedWhole(ClientOperation operation) : operation_(operation) {}

  llm::Expected<> convert(std::string_view body, const bedrock::AnswerHeaders& headers,
                          Buffer& out) override {
    const auto usage = bedrock::read_client_answer(operation_, body);
    if (!usage) return std::unexpected(to_failure(usage.error()));
    out.append(body);
    usage_ = *usage;
    if (operation_ == ClientOperation::invoke && headers.input)
      usage_ = llm::Usage{.input = *headers.input, .output = headers.output.value_or(0)};
    return {};
  }
  std::optional<llm::Usage> counted() const override { return usage_; }

 private:
  const ClientOperation operation_;
  std::optional<llm::Usage> usage_;
};

constexpr std::size_t kLengthField = 4;

// The length of the message that `bytes` begin with, 0 when they are too few to say.
std::size_t frame_length(std::string_view bytes) {
  if (bytes.size() < kLengthField) return 0;
  std::size_t length = 0;
  for (std::size_t i = 0; i < kLengthField; ++i)
    length = length << 8 | static_cast<unsigned char>(bytes[i]);
  return length;
}

// Passes whole messages on, each when its sums are right.
class PassedStream final : public ResponseTransform {
 public:
  PassedStream(ClientOperation operation, const bedrock::ModelRules& rules, std::string_view model)
      : converse_(operation == ClientOperation::converse_stream), rules_(rules), model_(model) {}

  void begin(const bedrock::AnswerHeaders& /*headers*/) override {}

  llm::Expected<> feed(std::string_view bytes, Buffer& out) override {
    if (silent_) return {};
    if (partial_.empty()) {
      const auto taken = take(bytes, out);
      if (!taken) return std::unexpected(taken.error());
      partial_.append(bytes.substr(*taken));
      return {};
    }
    partial_.append(bytes);
    const auto taken = take(partial_.view(), out);
    if (!taken) return std::unexpected(taken.error());
    partial_.consume(*taken);
    return {};
  }

  llm::Expected<> finish(Buffer& out) override {
    if (silent_) return {};
    if (!converse_) usage_ = bedrock::read_chunk_usage(last_.view());
    if (!partial_.empty() || !complete_ || lacks_counts()) return fail_with(stream_truncated());
    flush(out);
    return {};
  }

  std::optional<llm::Usage> counted() const override { return usage_; }
  std::size_t held() const override { return partial_.size() + opening_.size() + last_.size(); }
  std::uint64_t said() const override { return 0; }
  void abort(const llm::Failure& failure, Buffer& out) override {
    silent_ = true;
    exception_.empty() ? bedrock::append_client_exception(failure, out)
                       : out.append(exception_.view());
  }

 private:
  // Bedrock puts its counts into the last chunk of every model whose body the gateway knows. Of
  // others nobody knows how they end.
  bool lacks_counts() const {
    return !converse_ && !usage_ && rules_.native != bedrock::NativeFormat::none;
  }

  std::unexpected<llm::Failure> fail_with(llm::Failure failure) {
    silent_ = true;
    return std::unexpected(std::move(failure));
  }

  // How many bytes were whole messages.
  llm::Expected<std::size_t> take(std::string_view bytes, Buffer& out) {
    std::size_t taken = 0;
    for (;;) {
      const std::string_view rest = bytes.substr(taken);
      const std::size_t length = frame_length(rest);
      if (length > eventstream::kMaxMessageBytes) {
        return fail_with(to_failure(
            Error(Errc::malformed, "a message of the stream is longer than any of Bedrock's")));
      }
      // A length that no message has is found by the decoder.
      if (length == 0 ? rest.size() < kLengthField : rest.size() < length) return taken;
      const std::size_t size = length < kLengthField ? kLengthField : length;
      const std::string_view frame = rest.substr(0, size);
      if (const auto passed = pass(frame, out); !passed) return std::unexpected(passed.error());
      taken += size;
    }
  }

  llm::Expected<> pass(std::string_view frame, Buffer& out) {
    decoder_.feed(frame);
    const auto message = decoder_.next();
    if (!message) return fail_with(to_failure(message.error()));
    if (!*message) {
      return fail_with(
          to_failure(Error(Errc::malformed, "a message of the stream has no right length")));
    }
    if (const auto error = bedrock::read_stream_error(**message)) {
      exception_.append(frame);
      return fail_with(to_failure(*error, rules_, model_, CredentialOwner::caller));
    }
    observe(**message);
    const auto end = decoder_.next();  // lets the decoder forget the message
    if (!end) return fail_with(to_failure(end.error()));
    // Nothing is said yet: until then another attempt can be made.
    if (opening_.empty() && !begun_ && opens_) {
      opening_.append(frame);
      return {};
    }
    flush(out);
    out.append(frame);
    return {};
  }

  void observe(const eventstream::Message& message) {
    opens_ = message.event_type == "messageStart";
    if (!converse_) {
      complete_ = true;
      last_.clear();
      last_.append(message.payload);
      return;
    }
    if (message.event_type == "messageStop") complete_ = true;
    if (message.event_type == "metadata") usage_ = bedrock::read_converse_usage(message.payload);
  }

  void flush(Buffer& out) {
    begun_ = true;
    out.append(opening_.view());
    opening_.clear();
  }

  const bool converse_;
  const bedrock::ModelRules& rules_;
  const std::string_view model_;
  eventstream::Decoder decoder_;
  Buffer partial_;    // of a message
  Buffer opening_;    // a message that says nothing
  Buffer exception_;  // Bedrock's own, as it is
  Buffer last_;       // the payload of the last chunk, which has the counts
  bool opens_ = false;
  bool begun_ = false;
  bool complete_ = false;
  bool silent_ = false;
  std::optional<llm::Usage> usage_;
};

}  // namespace

std::unique_ptr<WholeTransform> make_passed_whole(ClientOperation operation) {
  return std::make_unique<PassedWhole>(operation);
}

std::unique_ptr<ResponseTransform> make_passed_stream(ClientOperation operation,
                                                      const bedrock::ModelRules& rules,
                                                      std::string_view model) {
  return std::make_unique<PassedStream>(operation, rules, model);
}

}  // namespace gw::translate
