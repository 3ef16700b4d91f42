#include "openai/embeddings/request.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/buffer.h"
#include "llm/media_source.h"
#include "llm/parse.h"

namespace gw::openai {

namespace {

using json::Value;
using llm::EmbeddingInput;
using llm::Expected;
using llm::Path;

constexpr std::string_view kDataImage = "data:image/";

std::unexpected<llm::Failure> tokens_not_read(const Path& path) {
  return refuse(path, "unsupported_input",
                "'" + path.text() +
                    "' has numbers of tokens, which Bedrock's models do not take. Send texts: with "
                    "LangChain set check_embedding_ctx_length=False (Python); or have the operator "
                    "of this gateway name the vocabulary (embeddings.vocabulary).");
}

class InputReader {
 public:
  InputReader(llm::EmbeddingRequest& request, const Vocabulary* vocabulary)
      : request_(request), vocabulary_(vocabulary) {}

  Expected<> read(Value value, const Path& path) {
    const std::optional<json::Array> list = value.array();
    if (!list) return read_item(value, path);
    if (list->empty()) {
      return refuse(path, "invalid_input", "'" + path.text() + "' is empty: there is no input.");
    }
    if ((*list->begin()).type() == json::Type::number) return read_tokens(*list, path);
    std::size_t index = 0;
    for (const Value item : *list) {
      if (index == kMostEmbeddingInputs) return too_many(path);
      const Expected<> read = read_item(item, path / index++);
      if (!read) return read;
    }
    return {};
  }

 private:
  static std::unexpected<llm::Failure> too_many(const Path& path) {
    return refuse(path, "array_above_max_length",
                  "'" + path.text() + "' has more than the " +
                      std::to_string(kMostEmbeddingInputs) +
                      " inputs that a request may have. Send several requests.");
  }

  Expected<> read_item(Value value, const Path& path) {
    if (value.string()) return read_string(value, path);
    if (const std::optional<json::Array> list = value.array()) return read_tokens(*list, path);
    const std::optional<json::Object> object = value.object();
    if (!object) return wrong_type(path, "a string, an array or an object", value);
    EmbeddingInput input;
    const Expected<> read = read_parts(*object, path, input);
    if (!read) return read;
    request_.inputs.push_back(std::move(input));
    return {};
  }

  // Pictures are told by how a data URL begins: bare base64 may be a text.
  Expected<> read_string(Value value, const Path& path) {
    EmbeddingInput input;
    const Expected<> read = value.string()->escaped.starts_with(kDataImage)
                                ? read_image(*value.string(), path, input)
                                : read_input_text(value, path, input);
    if (read) request_.inputs.push_back(std::move(input));
    return read;
  }

  Expected<> read_input_text(Value value, const Path& path, EmbeddingInput& input) {
    const Expected<json::RawString> text = read_text(value, path, request_.repaired);
    if (!text) return std::unexpected(text.error());
    if (text->empty()) {
      return refuse(path, "invalid_input",
                    "'" + path.text() + "' is an empty string, of which there is no vector.");
    }
    if (input.text) {
      return refuse(path, "invalid_input",
                    "'" + path.text() + "' is a second text: an input has one, and one picture.");
    }
    input.text = *text;
    return {};
  }

  Expected<> read_image(json::RawString source, const Path& path, EmbeddingInput& input) {
    if (input.image) {
      return refuse(path, "invalid_input",
                    "'" + path.text() + "' is a second picture: an input has one, and one text.");
    }
    llm::Media& image = input.image.emplace();
    image.kind = llm::Media::Kind::image;
    image.path = path.text();
    const Expected<> read = read_source(source, path, request_.repaired, image);
    if (!read) return read;
    if (image.source == llm::Media::Source::data) return {};
    return refuse(path, "unsupported_input",
                  "'" + path.text() +
                      "' names a picture by its URL. Send it as a data URL "
                      "(data:image/png;base64,...).");
  }

  // {"content":[part, ...]}, or a part alone.
  Expected<> read_parts(json::Object object, const Path& path, EmbeddingInput& input) {
    const std::optional<Value> content = find_set(object, "content");
    if (!content) return read_part(object, path, input);
    const Path inside = path / "content";
    const std::optional<json::Array> parts = content->array();
    if (!parts) return wrong_type(inside, "an array", *content);
    std::size_t index = 0;
    for (const Value item : *parts) {
      const Path at = inside / index++;
      const std::optional<json::Object> part = item.object();
      if (!part) return wrong_type(at, "an object", item);
      const Expected<> read = read_part(*part, at, input);
      if (!read) return read;
    }
    if (input.text || input.image) return {};
    return refuse(inside, "invalid_input", "'" + inside.text() + "' is empty.");
  }

  Expected<> read_part(json::Object part, const Path& path, EmbeddingInput& input) {
    const std::optional<Value> type = find_set(part, "type");
    if (!type) return missing(path / "type");
    if (llm::is_string(*type, "text") || llm::is_string(*type, "input_text")) {
      const std::optional<Value> text = find_set(part, "text");
      return text ? read_input_text(*text, path / "text", input) : missing(path / "text");
    }
    if (!llm::is_string(*type, "image_url") && !llm::is_string(*type, "input_image")) {
      return refuse(path / "type", "invalid_value",
                    "Invalid '" + (path / "type").text() + "': " + llm::quoted(*type) +
                        " is none of 'text' and 'image_url'.");
    }
    const Path at = path / "image_url";
    std::optional<Value> url = find_set(part, "image_url");
    if (url && url->object()) url = find_set(*url->object(), "url");
    if (!url) return missing(at);
    if (!url->string()) return wrong_type(at, "a string", *url);
    return read_image(*url->string(), at, input);
  }

  // Bounded: a number of a few digits can be a token of a hundred bytes.
  Expected<> read_tokens(json::Array numbers, const Path& path) {
    if (vocabulary_ == nullptr) return tokens_not_read(path);
    std::string text;
    std::size_t count = 0;
    for (const Value number : numbers) {
      const std::optional<std::int64_t> token = number.integer();
      if (!token) return wrong_type(path / count, "an integer", number);
      if (++count > kMostInputTokens || ++tokens_ > kMostEmbeddingTokens) {
        return refuse(path, "array_above_max_length",
                      "'" + path.text() + "' has too many tokens: an input may have " +
                          std::to_string(kMostInputTokens) + ", and all inputs together " +
                          std::to_string(kMostEmbeddingTokens) + ".");
      }
      const std::optional<std::string_view> bytes = vocabulary_->find(*token);
      if (!bytes) {
        return refuse(path / (count - 1), "invalid_value",
                      "'" + (path / (count - 1)).text() +
                          "': the vocabulary of this gateway "
                          "(embeddings.vocabulary) has no token " +
                          std::to_string(*token) + ".");
      }
      text.append(*bytes);
    }
    if (text.empty()) {
      return refuse(path, "invalid_input", "'" + path.text() + "' is empty: there is no input.");
    }
    const std::string& kept = request_.repaired.emplace_back(json::escape(text));
    request_.inputs.push_back({json::RawString{kept}, std::nullopt});
    return {};
  }

  llm::EmbeddingRequest& request_;
  const Vocabulary* vocabulary_;
  std::size_t tokens_ = 0;
};

Expected<> read_word(Value value, const Path& path, std::string& word) {
  const std::optional<json::RawString> text = value.string();
  if (!text) return wrong_type(path, "a string", value);
  if (!llm::is_plain_name(text->escaped)) {
    return refuse(path, "invalid_value",
                  "Invalid '" + path.text() + "': " + llm::quoted(value) + ".");
  }
  word = text->escaped;
  return {};
}

Expected<> read_encoding(Value value, const Path& path, EmbeddingsRequest& request) {
  if (llm::is_string(value, "base64")) {
    request.encoding = VectorEncoding::base64;
  } else if (!llm::is_string(value, "float")) {
    return refuse(path, "invalid_value",
                  "Invalid '" + path.text() + "': " + llm::quoted(value) +
                      " is none of 'float' and 'base64'.");
  }
  return {};
}

// Cohere's member: OpenAI's answers have room for vectors of one kind, and of floats alone.
Expected<> read_types(Value value, const Path& path) {
  std::size_t others = 0;
  const std::optional<json::Array> list = value.array();
  if (!list) return wrong_type(path, "an array", value);
  for (const Value item : *list) others += llm::is_string(item, "float") ? 0 : 1;
  if (others == 0) return {};
  return refuse(path, "unsupported_value",
                "'" + path.text() +
                    "': this API answers with floats only. Leave it out, or call the model through "
                    "/model/{id}/invoke.");
}

Expected<> read_member(std::string_view key, Value value, const Path& path,
                       EmbeddingsRequest& request, const Vocabulary* vocabulary) {
  llm::EmbeddingRequest& common = request.common;
  if (key == "model") {
    const auto text = read_text(value, path, common.repaired);
    if (!text) return std::unexpected(text.error());
    common.model = json::decode(*text).value_or("");  // read_text saw to its escapes
    return {};
  }
  if (key == "input") return InputReader(common, vocabulary).read(value, path);
  if (key == "encoding_format") return read_encoding(value, path, request);
  if (key == "dimensions") return assign(common.dimensions, read_count(value, path));
  if (key == "input_type" || key == "embeddingPurpose" || key == "embedding_purpose")
    return read_word(value, path, common.purpose);
  if (key == "truncate") return read_word(value, path, common.truncate);
  if (key == "normalize") return assign(common.normalize, read_boolean(value, path));
  if (key == "max_tokens") return assign(common.max_tokens, read_count(value, path));
  if (key == "embedding_types") return read_types(value, path);
  if (key != "user") llm::note_name(key, common.unsupported);
  return {};
}

}  // namespace

llm::Expected<EmbeddingsRequest> parse_embeddings_request(std::string_view body,
                                                          const Vocabulary* vocabulary) {
  json::Document document;
  const Expected<json::Object> object = llm::parse_body(body, document);
  if (!object) return std::unexpected(object.error());
  EmbeddingsRequest request;
  const Path root;
  // What comes twice counts once, and first: a second list of inputs would go past the bounds.
  std::array<std::string_view, 2> required{"model", "input"};
  for (const std::string_view key : required) {
    const std::optional<Value> value = find_set(*object, key);
    if (!value) return missing(root / key);
    const Expected<> read = read_member(key, *value, root / key, request, vocabulary);
    if (!read) return std::unexpected(read.error());
  }
  for (const auto [key, value] : *object) {
    if (std::ranges::find(required, key) != required.end() || value.is_null()) continue;
    const Expected<> read = read_member(key, value, root / key, request, vocabulary);
    if (!read) return std::unexpected(read.error());
  }
  return request;
}

}  // namespace gw::openai
