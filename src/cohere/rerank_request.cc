#include "cohere/rerank_request.h"

#include <algorithm>

#include "json/value.h"
#include "llm/parse.h"

namespace gw::cohere {

namespace {

using json::Value;
using llm::Expected;
using llm::Path;

constexpr std::size_t kMostFields = 64;

class RerankReader {
 public:
  explicit RerankReader(RerankRequest& request) : request_(request) {}

  Expected<> read(json::Object body) {
    if (const auto fields = find_set(body, "rank_fields")) {
      if (auto read = read_fields(*fields, root_ / "rank_fields"); !read) return read;
    }
    for (const std::string_view key : {"model", "query", "documents"}) {
      const std::optional<Value> value = find_set(body, key);
      if (!value) return missing(root_ / key);
      if (auto read = read_required(key, *value, root_ / key); !read) return read;
    }
    for (const auto [key, value] : body) {
      if (value.is_null()) continue;
      if (auto read = read_option(key, value, root_ / key); !read) return read;
    }
    const std::size_t all = request_.documents.size();
    if (request_.top == 0 || request_.top > all) request_.top = all;
    return {};
  }

 private:
  Expected<> read_required(std::string_view key, Value value, const Path& path) {
    if (key == "documents") return read_documents(value, path);
    const Expected<json::RawString> text = read_text(value, path, request_.repaired);
    if (!text) return std::unexpected(text.error());
    if (text->empty())
      return refuse(path, "invalid_value", "'" + path.text() + "' is an empty string.");
    if (key == "query")
      request_.query = *text;
    else
      request_.model = json::decode(*text).value_or("");  // read_text saw to its escapes
    return {};
  }

  Expected<> read_option(std::string_view key, Value value, const Path& path) {
    if (key == "top_n" || key == "top_k") return read_top(value, path);
    if (key == "return_documents")
      return assign(request_.return_documents, llm::read_boolean(value, path));
    if (key == "max_tokens_per_doc")
      return assign(request_.max_tokens_per_document, llm::read_count(value, path));
    static constexpr std::string_view kRead[] = {"model", "query", "documents", "rank_fields"};
    if (std::ranges::find(kRead, key) == std::end(kRead)) llm::note_name(key, request_.unsupported);
    return {};
  }

  // 0 and more than there are mean all.
  Expected<> read_top(Value value, const Path& path) {
    const std::optional<std::int64_t> count = value.integer();
    if (!count) return wrong_type(path, "an integer", value);
    if (*count < 0) return out_of_range(path, "integer", true, 0, value);
    request_.top = static_cast<std::size_t>(
        std::min<std::int64_t>(*count, static_cast<std::int64_t>(kMostDocuments) + 1));
    return {};
  }

  Expected<> read_fields(Value value, const Path& path) {
    const std::optional<json::Array> list = value.array();
    if (!list) return wrong_type(path, "an array", value);
    for (const Value item : *list) {
      const std::optional<json::RawString> name = item.string();
      if (!name) return wrong_type(path / fields_.size(), "a string", item);
      if (fields_.size() == kMostFields) {
        return refuse(
            path, "array_above_max_length",
            "'" + path.text() + "' has more than " + std::to_string(kMostFields) + " fields.");
      }
      fields_.push_back(name->escaped);
    }
    return {};
  }

  Expected<> read_documents(Value value, const Path& path) {
    const std::optional<json::Array> list = value.array();
    if (!list) return wrong_type(path, "an array", value);
    if (list->empty()) {
      return refuse(path, "invalid_value",
                    "'" + path.text() + "' is empty: there is nothing to rank.");
    }
    for (const Value item : *list) {
      const std::size_t index = request_.documents.size();
      if (index == kMostDocuments) {
        return refuse(path, "array_above_max_length",
                      "'" + path.text() + "' has more than the " + std::to_string(kMostDocuments) +
                          " documents that Bedrock ranks at once.");
      }
      if (auto read = read_document(item, path / index); !read) return read;
      if (request_.documents.back().empty()) {
        const Path at = path / index;
        return refuse(at, "invalid_value", "'" + at.text() + "' has no text.");
      }
    }
    return {};
  }

  Expected<> read_document(Value value, const Path& path) {
    const std::optional<json::Object> object = value.object();
    if (!object) return add_text(value, path);
    if (!fields_.empty()) return add_fields(*object, path);
    if (const auto text = find_set(*object, "text")) return add_text(*text, path / "text");
    const auto content = find_set(*object, "content");
    const auto parts = content ? content->array() : std::nullopt;
    if (!parts) return missing(path / "text");
    return add_parts(*parts, path / "content");
  }

  Expected<> add_text(Value value, const Path& path) {
    return assign(request_.documents.emplace_back(), read_text(value, path, request_.repaired));
  }

  // [{"type":"text","text":"..."}, ...]: their texts, a line each.
  Expected<> add_parts(json::Array parts, const Path& path) {
    std::string text;
    std::size_t index = 0;
    for (const Value part : parts) {
      const Path at = path / index++;
      const std::optional<json::Object> object = part.object();
      const auto found = object ? find_set(*object, "text") : std::nullopt;
      if (!found) {
        return refuse(at, "invalid_value",
                      "'" + at.text() + "' has no text: this gateway ranks texts only.");
      }
      const auto read = read_text(*found, at / "text", request_.repaired);
      if (!read) return std::unexpected(read.error());
      if (!text.empty()) text += "\\n";
      text += read->escaped;
    }
    request_.documents.push_back(json::RawString{request_.repaired.emplace_back(std::move(text))});
    return {};
  }

  // A line for each field that is there, as YAML has it: "title: ...".
  Expected<> add_fields(json::Object object, const Path& path) {
    std::string text;
    for (const std::string_view name : fields_) {
      const auto found = find_set(object, name);
      if (!found) continue;
      if (!text.empty()) text += "\\n";
      text.append(name).append(": ");
      if (!found->string()) {
        text += json::escape(found->raw());
        continue;
      }
      const auto read = read_text(*found, path / "fields", request_.repaired);
      if (!read) return std::unexpected(read.error());
      text += read->escaped;
    }
    request_.documents.push_back(json::RawString{request_.repaired.emplace_back(std::move(text))});
    return {};
  }

  RerankRequest& request_;
  const Path root_;
  std::vector<std::string_view> fields_;  // still escaped
};

}  // namespace

llm::Expected<RerankRequest> parse_rerank_request(std::string_view body) {
  json::Document document;
  const Expected<json::Object> object = llm::parse_body(body, document);
  if (!object) return std::unexpected(object.error());
  RerankRequest request;
  const Expected<> read = RerankReader(request).read(*object);
  if (!read) return std::unexpected(read.error());
  return request;
}

}  // namespace gw::cohere
