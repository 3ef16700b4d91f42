// Bedrock's own runtime API as clients speak it to the gateway: which operation a path names, what
// of a request the gateway has to know, and how failures are told. Pure.
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock_Runtime.html
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/buffer.h"
#include "base/result.h"
#include "bedrock/conversation.h"
#include "llm/answer.h"
#include "llm/failure.h"

namespace gw::bedrock {

enum class ClientOperation { converse, converse_stream, invoke, invoke_stream, count_tokens };

// "converse-stream": the last segment of its path.
std::string_view path_word(ClientOperation operation);
bool is_streamed(ClientOperation operation);
bool is_converse(ClientOperation operation);

struct ClientPath {
  std::string model;  // decoded
  ClientOperation operation;
};
// Of what follows "/model/". nullopt: there is no such operation.
std::optional<ClientPath> parse_client_path(std::string_view path);

// A guardrail that the body of Converse asks for.
struct BodyGuardrail {
  std::string identifier;
  std::string version;
  std::string trace;
  std::string stream_mode;
};
struct ClientBody {
  std::optional<BodyGuardrail> guardrail;  // of Converse
  // What says what a guardrail looks at: members named "amazon-bedrock-...", and "guardContent" for
  // blocks of Converse's.
  std::vector<std::string> guardrail_members;
};
// Errors: malformed, when the body is no JSON object.
Result<ClientBody> read_client_body(std::string_view body);

// What the gateway puts into a client's body of Converse's.
struct BodyEdits {
  std::optional<Guardrail> guardrail;  // instead of the body's own
  Attribution attribution;             // in front of its request metadata
  bool stream = false;

  bool empty() const { return !guardrail && attribution.empty(); }
};
// The edited body, everything else as it was; `body` is one that read_client_body() takes. Returns
// whether all pairs of its request metadata are still there.
bool append_edited(std::string_view body, const BodyEdits& edits, Buffer& out);

// What a whole answer says of its usage; nullopt where that is in the headers only, or nowhere.
// Errors: malformed, when it is no answer to the operation: no JSON object, one of AWS's errors
// with the status 200, Converse's without "output", CountTokens's without a count.
Result<std::optional<llm::Usage>> read_client_answer(ClientOperation operation,
                                                     std::string_view body);
// --- failures in AWS's words ---

struct ClientError {
  int status;
  std::string_view type;  // "ValidationException"
};
ClientError client_error(const llm::Failure& failure);
// {"__type":"ValidationException","message":"..."}, in Bedrock's own words where it said it.
void append_client_error(const llm::Failure& failure, Buffer& out);
// The same as the exception that ends a stream.
void append_client_exception(const llm::Failure& failure, Buffer& out);

}  // namespace gw::bedrock
