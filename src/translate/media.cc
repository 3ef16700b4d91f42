#include "translate/media.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/ascii.h"
#include "base/buffer.h"
#include "base/encoding.h"
#include "bedrock/media_format.h"
#include "translate/document_name.h"

namespace gw::translate {

namespace {

using bedrock::MediaFormat;
using bedrock::MediaKind;
using llm::Media;
using MaybeError = std::optional<llm::Failure>;

llm::Failure invalid(const Media& media, std::string_view what) {
  return llm::invalid_request("Invalid value for '" + media.path + "': " + std::string(what) + ".",
                              media.path, "invalid_value");
}

llm::Failure unsupported(const Media& media, std::string_view what) {
  return llm::invalid_request("Unsupported value: '" + media.path + "' " + std::string(what),
                              media.path, "unsupported_value");
}

MediaKind asked_kind(Media::Kind kind) {
  switch (kind) {
    case Media::Kind::image:
      return MediaKind::image;
    case Media::Kind::file:
      return MediaKind::document;
    case Media::Kind::audio:
      return MediaKind::audio;
    case Media::Kind::video:
      return MediaKind::video;
  }
  return MediaKind::image;
}

std::string_view with_article(MediaKind kind) {
  switch (kind) {
    case MediaKind::image:
      return "an image";
    case MediaKind::document:
      return "a document";
    case MediaKind::audio:
      return "audio";
    case MediaKind::video:
      return "a video";
  }
  return "";
}

// s3://bucket/key with a bucket's name as S3 has them.
bool is_s3_uri(std::string_view uri) {
  constexpr std::size_t kLongest = 1024;
  constexpr std::string_view kScheme = "s3://";
  if (!uri.starts_with(kScheme) || uri.size() > kLongest) return false;
  uri.remove_prefix(kScheme.size());
  const std::string_view bucket = uri.substr(0, uri.find('/'));
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || ascii::is_digit(c); };
  const auto is_allowed = [&](char c) { return is_letter(c) || c == '.' || c == '-'; };
  return bucket.size() >= 3 && bucket.size() <= 63 && std::ranges::all_of(bucket, is_allowed) &&
         is_letter(bucket.front()) && is_letter(bucket.back());
}

std::expected<MediaFormat, std::string> find_format(const Media& media) {
  const MediaKind asked = asked_kind(media.kind);
  if (media.source == Media::Source::s3) {
    const std::string& name = media.file_name.empty() ? media.url : media.file_name;
    return bedrock::media_format_of_name(asked, media.media_type, name);
  }
  Buffer head;
  // Whole groups of four digits, so that this is base64 again.
  constexpr std::size_t kDigits = bedrock::kMediaHead / 3 * 4;
  append_base64_decoded(media.data.substr(0, kDigits), head);
  return bedrock::media_format({.asked = asked,
                                .head = head.view(),
                                .media_type = media.media_type,
                                .file_name = media.file_name});
}

MaybeError refuse_source(const llm::Request& request, const Media& media,
                         const bedrock::ModelRules& rules) {
  if (media.source == Media::Source::url) {
    return unsupported(media,
                       "is a URL, and this gateway does not fetch files. Send the file itself as a "
                       "data URL (data:image/png;base64,...), or have the operator allow its host "
                       "(media.fetch_hosts).");
  }
  const bool converse = rules.api == bedrock::Api::converse;
  if (media.source == Media::Source::s3 && !(rules.s3_media && converse)) {
    return unsupported(media, "is in S3, where '" + request.model +
                                  "' does not read. Send the file itself as a data URL "
                                  "(data:image/png;base64,...).");
  }
  if (media.source == Media::Source::s3 && !is_s3_uri(media.url))
    return invalid(media, "an object in S3 is named s3://bucket/key, in at most 1024 characters");
  return std::nullopt;
}

// Claude's own body takes images, PDF and text; no other native body takes any.
bool is_writable(const MediaFormat& format, const bedrock::ModelRules& rules) {
  if (rules.api == bedrock::Api::converse) return true;
  return rules.native == bedrock::NativeFormat::claude_messages &&
         (format.kind == MediaKind::image || format.name == "pdf" ||
          bedrock::is_text_format(format.name));
}

MaybeError refuse_format(const llm::Request& request, const Media& media, const MediaFormat& format,
                         const bedrock::ModelRules& rules) {
  const bool taken = rules.media.contains(format.kind);
  if (taken && is_writable(format, rules)) return std::nullopt;
  return unsupported(media, "is " + std::string(with_article(format.kind)) +
                                (taken ? " (" + std::string(format.name) + ")" : "") + ", which '" +
                                request.model + "' does not take" +
                                (taken ? " when it is called through InvokeModel." : "."));
}

// What one request may have of a kind.
struct Limit {
  std::int64_t count;
  std::int64_t bytes;
};

Limit limit_of(const MediaFormat& format, const bedrock::ModelRules& rules) {
  switch (format.kind) {
    case MediaKind::image:
      return {rules.max_images, rules.max_image_bytes};
    case MediaKind::document:
      return {rules.max_documents,
              format.name == "pdf" && rules.large_pdfs ? 0 : rules.max_document_bytes};
    case MediaKind::audio:
    case MediaKind::video:
      break;
  }
  return {0, 0};
}

class MediaDrafter {
 public:
  MediaDrafter(const llm::Request& request, const bedrock::ModelRules& rules)
      : request_(request), rules_(rules) {}

  MaybeError add(const Media& media) {
    if (auto refused = refuse_source(request_, media, rules_)) return refused;
    const auto format = find_format(media);
    if (!format) return invalid(media, format.error());
    if (auto refused = refuse_format(request_, media, *format, rules_)) return refused;
    if (auto refused = refuse_excess(media, *format)) return refused;

    bedrock::MediaBlock& block = draft_.blocks.emplace_back();
    block.kind = format->kind;
    block.format = format->name;
    block.bytes = {media.data};
    if (media.source == Media::Source::s3) block.s3_uri = media.url;
    if (format->kind == MediaKind::document) {
      const std::string& known = media.file_name.empty() ? media.url : media.file_name;
      block.name = draft_.storage.emplace_back(names_.next(known));
    }
    const bool as_text =
        rules_.api == bedrock::Api::invoke && bedrock::is_text_format(block.format);
    return as_text ? read_text(media, block) : std::nullopt;
  }

  MediaDraft take() { return std::move(draft_); }

 private:
  MaybeError read_text(const Media& media, bedrock::MediaBlock& block) {
    constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
    Buffer bytes;
    append_base64_decoded(media.data, bytes);
    std::string_view text = bytes.view();
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    if (!json::is_utf8(text)) {
      return invalid(media, "its text is not UTF-8, and '" + request_.model +
                                "' takes no other when it is called through InvokeModel; convert "
                                "it to UTF-8");
    }
    block.text = {draft_.storage.emplace_back(json::escape(text))};
    if (json::is_blank(block.text)) return invalid(media, "the document is blank");
    return std::nullopt;
  }

  MaybeError refuse_excess(const Media& media, const MediaFormat& format) {
    const Limit limit = limit_of(format, rules_);
    const std::string kind(name(format.kind));
    const std::int64_t count = ++counts_[static_cast<std::size_t>(format.kind)];
    if (limit.count > 0 && count > limit.count) {
      return invalid(media, "'" + request_.model + "' takes at most " +
                                std::to_string(limit.count) + " " + kind + "s in a request");
    }
    const auto bytes = static_cast<std::int64_t>(base64_decoded_size(media.data));
    if (limit.bytes > 0 && bytes > limit.bytes) {
      return invalid(media, "the " + kind + " has " + std::to_string(bytes) + " bytes, and '" +
                                request_.model + "' takes at most " + std::to_string(limit.bytes));
    }
    return std::nullopt;
  }

  const llm::Request& request_;
  const bedrock::ModelRules& rules_;
  MediaDraft draft_;
  DocumentNames names_;
  std::array<std::int64_t, 4> counts_{};  // of each kind
};

}  // namespace

std::expected<MediaDraft, llm::Failure> draft_media(const llm::Request& request,
                                                    const bedrock::ModelRules& rules) {
  MediaDrafter drafter(request, rules);
  for (const Media& media : request.media) {
    if (auto refused = drafter.add(media)) return std::unexpected(*std::move(refused));
  }
  return drafter.take();
}

}  // namespace gw::translate
