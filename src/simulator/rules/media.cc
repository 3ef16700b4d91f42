// Images, documents, audio and video.
#include "bedrock/media.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/ascii.h"
#include "base/encoding.h"
#include "simulator/rules/rule.h"

namespace gw::simulator {
namespace {

using bedrock::MediaKind;

constexpr std::array kKinds{MediaKind::image, MediaKind::document, MediaKind::audio,
                            MediaKind::video};

// A block that holds media, wherever it stands.
struct Found {
  MediaKind kind;
  const Value& block;  // the member of that name
  std::string path;
  const Value& message;
  const Value* result;  // the tool's result that it stands in
};

// The first refusal that `visit(Found)` has.
template <class Visit>
MaybeRefusal visit_media(const Value& body, Visit visit) {
  const auto look_at = [&](const Value& block, const std::string& path, const Value& message,
                           const Value* result) -> MaybeRefusal {
    for (const MediaKind kind : kKinds) {
      const Value* found = block.find(name(kind));
      if (found == nullptr) continue;
      return visit(Found{kind, *found, path + "." + std::string(name(kind)), message, result});
    }
    return std::nullopt;
  };
  return visit_blocks(body, [&](const Value& block, std::size_t m, std::size_t b) -> MaybeRefusal {
    const Value& message = body["messages"].items[m];
    if (MaybeRefusal refusal = look_at(block, block_path(m, b), message, nullptr)) return refusal;
    const Value* result = block.find("toolResult");
    if (result == nullptr) return std::nullopt;
    const auto& contents = (*result)["content"].items;
    for (std::size_t c = 0; c < contents.size(); ++c) {
      const std::string path = block_path(m, b) + ".toolResult.content." + std::to_string(c);
      if (MaybeRefusal refusal = look_at(contents[c], path, message, result)) return refusal;
    }
    return std::nullopt;
  });
}

Refusal unsupported(std::string_view field) {
  return validation("This model doesn't support the " + std::string(field) + " field. Remove " +
                    std::string(field) + " and try again.");
}

std::string bytes_of(const Found& media) {
  Buffer bytes;
  append_base64_decoded(media.block["source"]["bytes"].text, bytes);
  return std::string(bytes.view());
}

// --- where they may stand, and for whom ---

MaybeRefusal media_is_from_user(const Value& body, const ModelRules&) {
  return visit_media(body, [](const Found& media) -> MaybeRefusal {
    if (is_user(media.message)) return std::nullopt;
    return validation("The " + std::string(name(media.kind)) + " block at " + media.path +
                      " is only allowed in a message with the user role.");
  });
}

MaybeRefusal model_takes_media(const Value& body, const ModelRules& model) {
  return visit_media(body, [&](const Found& media) -> MaybeRefusal {
    const std::string kind(name(media.kind));
    if (!model.media.contains(media.kind)) {
      return validation("This model doesn't support the " + kind +
                        " content block that you provided. Update the content block and try "
                        "again.");
    }
    if (media.result != nullptr && !model.tool_result_media.contains(media.kind)) {
      return unsupported("toolResult.content." + kind);
    }
    const bool s3 = media.block["source"].find("s3Location") != nullptr;
    if (s3 && !model.s3_media) return unsupported("s3Uri");
    return std::nullopt;
  });
}

MaybeRefusal failed_result_has_texts_only(const Value& body, const ModelRules&) {
  return visit_media(body, [](const Found& media) -> MaybeRefusal {
    if (media.result == nullptr || (*media.result)["status"].text != "error") return std::nullopt;
    return validation(
        "The model returned the following errors: tool_result: when `is_error` is true, all "
        "content must be type \"text\"");
  });
}

// --- bytes and formats ---

struct Signature {
  std::string_view format;
  std::string_view start;
  std::string_view at_8;
};

using std::string_view_literals::operator""sv;
constexpr std::array kSignatures{
    Signature{"png", "\x89PNG\r\n\x1a\n"sv, ""},
    Signature{"jpeg", "\xff\xd8\xff"sv, ""},
    Signature{"gif", "GIF8", ""},
    Signature{"webp", "RIFF", "WEBP"},
    Signature{"pdf", "%PDF-", ""},
    Signature{"docx", "PK\x03\x04"sv, ""},
    Signature{"xlsx", "PK\x03\x04"sv, ""},
    Signature{"doc", "\xd0\xcf\x11\xe0"sv, ""},
    Signature{"xls", "\xd0\xcf\x11\xe0"sv, ""},
};

bool is_of_format(std::string_view bytes, std::string_view format) {
  for (const Signature& signature : kSignatures) {
    if (signature.format != format) continue;
    return bytes.starts_with(signature.start) &&
           (signature.at_8.empty() ||
            bytes.substr(std::min<std::size_t>(8, bytes.size())).starts_with(signature.at_8));
  }
  return true;  // the rest has no sure signs
}

MaybeRefusal bytes_are_of_format(const Value& body, const ModelRules&) {
  return visit_media(body, [](const Found& media) -> MaybeRefusal {
    if (media.block["source"].find("bytes") == nullptr) return std::nullopt;
    if (is_of_format(bytes_of(media), media.block["format"].text)) return std::nullopt;
    const std::string kind(name(media.kind));
    return validation("The provided " + kind + " does not match the specified " + kind +
                      " format.");
  });
}

// --- sizes and counts ---

bool is_large_pdf(const Found& media, const ModelRules& model) {
  return model.large_pdfs && media.block["format"].text == "pdf";
}

MaybeRefusal bytes_within_limit(const Value& body, const ModelRules& model) {
  return visit_media(body, [&](const Found& media) -> MaybeRefusal {
    const bool image = media.kind == MediaKind::image;
    if (!image && (media.kind != MediaKind::document || is_large_pdf(media, model))) {
      return std::nullopt;
    }
    const auto limit =
        static_cast<std::size_t>(image ? model.max_image_bytes : model.max_document_bytes);
    const std::size_t size = bytes_of(media).size();
    if (limit == 0 || size <= limit) return std::nullopt;
    return validation("The model returned the following errors: " + media.path +
                      ".source: " + std::string(name(media.kind)) + " exceeds the maximum of " +
                      std::to_string(limit) + " bytes: " + std::to_string(size) + " bytes");
  });
}

MaybeRefusal counts_within_limit(const Value& body, const ModelRules& model) {
  std::int64_t images = 0;
  std::int64_t documents = 0;
  return visit_media(body, [&](const Found& media) -> MaybeRefusal {
    images += media.kind == MediaKind::image;
    documents += media.kind == MediaKind::document;
    const bool fine = (model.max_images == 0 || images <= model.max_images) &&
                      (model.max_documents == 0 || documents <= model.max_documents);
    if (fine) return std::nullopt;
    return validation("The model returned the following errors: too many images and documents: " +
                      std::to_string(images) + " + " + std::to_string(documents) + " > " +
                      std::to_string(model.max_images) + " + " +
                      std::to_string(model.max_documents));
  });
}

// --- documents ---

bool is_document_name(std::string_view name) {
  static constexpr std::string_view kPunctuation = " -()[]_";
  const auto allowed = [](char c) {
    return ascii::is_alpha(c) || ascii::is_digit(c) || kPunctuation.find(c) != kPunctuation.npos;
  };
  return std::ranges::all_of(name, allowed) && name.find("  ") == std::string_view::npos;
}

MaybeRefusal document_is_named(const Value& body, const ModelRules&) {
  std::set<std::string> names;
  return visit_media(body, [&](const Found& media) -> MaybeRefusal {
    if (media.kind != MediaKind::document) return std::nullopt;
    const std::string& name = media.block["name"].text;
    if (!is_document_name(name)) {
      return validation(
          "The document file name can only contain alphanumeric characters, whitespace characters, "
          "hyphens, parentheses, and square brackets. The name can't contain more than one "
          "consecutive whitespace character.");
    }
    if (names.insert(name).second) return std::nullopt;
    return validation(
        "Messages API requests cannot contain duplicate document names. Please check your request "
        "and try again.");
  });
}

MaybeRefusal document_has_text(const Value& body, const ModelRules&) {
  const auto& messages = body["messages"].items;
  for (const Value& message : messages) {
    if (!has_block(message, "document") || has_block(message, "text")) continue;
    return validation(
        "A text block must be included in the content field of a message that has a document "
        "block.");
  }
  return std::nullopt;
}

constexpr Rule kMediaRules[] = {
    media_is_from_user,  model_takes_media,   failed_result_has_texts_only,
    bytes_are_of_format, counts_within_limit, bytes_within_limit,
};
constexpr Rule kDocumentRules[] = {document_is_named, document_has_text};

}  // namespace

std::span<const Rule> media_rules() { return kMediaRules; }
std::span<const Rule> document_rules() { return kDocumentRules; }

}  // namespace gw::simulator
