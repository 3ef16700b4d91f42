#include "openai/responses/encrypted_content.h"

#include <algorithm>
#include <utility>

#include "base/buffer.h"
#include "base/encoding.h"
#include "base/hmac.h"
#include "base/secret.h"
#include "json/value.h"
#include "json/write.h"
#include "llm/parse.h"

namespace gw::openai {

namespace {

using json::Value;

constexpr std::string_view kVersion = "bgw1.";

std::string to_base64_url(std::string_view bytes) {
  std::string text = to_base64(bytes);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  text.resize(std::min(text.find('='), text.size()));
  return text;
}

std::string seal(std::string_view payload, std::string_view key) {
  std::string sealed = std::string(kVersion) + to_base64_url(payload);
  if (!key.empty()) {
    const std::string mac = to_base64_url(hmac_sha256(key, sealed));
    sealed.append(1, '.').append(mac);
  }
  return sealed;
}

// The payload, still in base64url; nullopt when the MAC is not the key's.
std::optional<std::string_view> authentic(std::string_view sealed, std::string_view key) {
  const std::size_t dot = sealed.find('.', kVersion.size());
  const std::string_view body = sealed.substr(0, dot);
  if (!key.empty()) {
    const std::string_view mac = dot == sealed.npos ? "" : sealed.substr(dot + 1);
    if (!equal_in_constant_time(mac, to_base64_url(hmac_sha256(key, body)))) return std::nullopt;
  }
  return body.substr(kVersion.size());
}

// A member's text; empty when there is none. False for one that no gateway wrote.
bool read_member(json::Object object, std::string_view key, json::RawString& text) {
  const std::optional<Value> value = object.find(key);
  if (!value) return true;
  const std::optional<json::RawString> found = value->string();
  if (!found || !json::is_well_formed(*found)) return false;
  text = *found;
  return true;
}

bool read_block(Value value, std::string_view family, std::vector<llm::Reasoning>& blocks) {
  const std::optional<json::Object> object = value.object();
  llm::Reasoning block{.family = family};
  if (!object || !read_member(*object, "text", block.text) ||
      !read_member(*object, "signature", block.signature) ||
      !read_member(*object, "redacted", block.redacted))
    return false;
  blocks.push_back(block);
  return true;
}

bool read_blocks(json::Object payload, std::vector<llm::Reasoning>& blocks) {
  json::RawString family;
  if (!read_member(payload, "family", family)) return false;
  const std::optional<Value> list = payload.find("blocks");
  const auto items = list ? list->array() : std::nullopt;
  if (!items) return false;
  for (const Value item : *items) {
    if (!read_block(item, family.escaped, blocks)) return false;
  }
  return true;
}

std::optional<SealedContent> read_payload(std::string_view payload) {
  json::Document document;
  const auto root = document.parse(payload);
  const auto object = root ? root->object() : std::nullopt;
  if (!object) return std::nullopt;
  SealedContent content;
  if (object->find("summary")) {
    const bool read = read_member(*object, "summary", content.summary.emplace());
    return read ? std::optional(std::move(content)) : std::nullopt;
  }
  return read_blocks(*object, content.blocks) ? std::optional(std::move(content)) : std::nullopt;
}

}  // namespace

std::string seal_reasoning(const llm::Reasoning& block, std::string_view key) {
  Buffer payload;
  json::Writer writer(payload);
  writer.begin_object().member("family", json::RawString{block.family});
  writer.key("blocks").begin_array().begin_object();
  if (block.redacted.empty()) {
    writer.member("text", block.text).member("signature", block.signature);
  } else {
    writer.member("redacted", block.redacted);
  }
  writer.end_object().end_array().end_object();
  return seal(payload.view(), key);
}

std::string seal_summary(json::RawString summary, std::string_view key) {
  Buffer payload;
  json::Writer(payload).begin_object().member("summary", summary).end_object();
  return seal(payload.view(), key);
}

std::optional<SealedContent> unseal(json::RawString content, std::string_view key,
                                    std::list<std::string>& storage) {
  // Some clients escape what needs no escape.
  const Result<std::string> text = json::decode(content);
  if (!text || !text->starts_with(kVersion)) return std::nullopt;
  const std::optional<std::string_view> encoded = authentic(*text, key);
  const auto base64 = encoded ? to_standard_base64(*encoded) : std::nullopt;
  Buffer payload;
  if (!base64 || !append_base64_decoded(*base64, payload)) return std::nullopt;
  return read_payload(storage.emplace_back(payload.view()));
}

}  // namespace gw::openai
