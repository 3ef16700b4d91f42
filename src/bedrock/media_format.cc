#include "bedrock/media_format.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/ascii.h"

namespace gw::bedrock {

namespace {

using enum MediaKind;

// What first bytes say: a format, or a family of formats that begin alike.
enum class Family : std::uint8_t { exact, text, zip, ole, movie };

struct Magic {
  std::string_view start;
  std::size_t offset;  // where it goes on
  std::string_view more;
  Family family;
  MediaKind kind;
  std::string_view name;
  bool taken = true;  // by Bedrock; else `name` is for people
};

using std::string_view_literals::operator""sv;

// The first that matches counts.
constexpr std::array kMagic{
    Magic{"\x89PNG\r\n\x1a\n"sv, 0, "", Family::exact, image, "png"},
    Magic{"\xff\xd8\xff"sv, 0, "", Family::exact, image, "jpeg"},
    Magic{"GIF87a"sv, 0, "", Family::exact, image, "gif"},
    Magic{"GIF89a"sv, 0, "", Family::exact, image, "gif"},
    Magic{"RIFF", 8, "WEBP", Family::exact, image, "webp"},
    Magic{"%PDF-"sv, 0, "", Family::exact, document, "pdf"},
    Magic{"PK\x03\x04"sv, 0, "", Family::zip, document, ""},
    Magic{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv, 0, "", Family::ole, document, ""},
    Magic{"RIFF", 8, "WAVE", Family::exact, audio, "wav"},
    Magic{"ID3\x02", 0, "", Family::exact, audio, "mp3"},
    Magic{"ID3\x03", 0, "", Family::exact, audio, "mp3"},
    Magic{"ID3\x04", 0, "", Family::exact, audio, "mp3"},
    Magic{"\xff\xfb"sv, 0, "", Family::exact, audio, "mp3"},
    Magic{"\xff\xf3"sv, 0, "", Family::exact, audio, "mp3"},
    Magic{"\xff\xf2"sv, 0, "", Family::exact, audio, "mp3"},
    Magic{"\xff\xf1"sv, 0, "", Family::exact, audio, "aac"},
    Magic{"\xff\xf9"sv, 0, "", Family::exact, audio, "aac"},
    Magic{"fLaC"sv, 0, "", Family::exact, audio, "flac"},
    Magic{"OggS", 28, "OpusHead", Family::exact, audio, "opus"},
    Magic{"OggS"sv, 0, "", Family::exact, audio, "ogg"},
    Magic{"", 4, "ftypM4A", Family::exact, audio, "m4a"},
    Magic{"", 4, "ftypqt", Family::movie, video, "mov"},
    Magic{"", 4, "ftyp3g", Family::movie, video, "three_gp"},
    Magic{"", 4, "ftypheic", Family::exact, image, "HEIC", false},
    Magic{"", 4, "ftypheix", Family::exact, image, "HEIC", false},
    Magic{"", 4, "ftypmif1", Family::exact, image, "HEIF", false},
    Magic{"", 4, "ftypavif", Family::exact, image, "AVIF", false},
    Magic{"", 4, "ftyp", Family::movie, video, "mp4"},
    Magic{"FLV\x01"sv, 0, "", Family::movie, video, "flv"},
    Magic{"\x00\x00\x01\xba"sv, 0, "", Family::movie, video, "mpeg"},
    Magic{"\x00\x00\x01\xb3"sv, 0, "", Family::movie, video, "mpeg"},
    Magic{"\x30\x26\xb2\x75"sv, 0, "", Family::movie, video, "wmv"},
    Magic{"RIFF", 8, "AVI ", Family::exact, video, "AVI", false},
    Magic{"BM", 6, "\0\0\0\0"sv, Family::exact, image, "BMP", false},
    Magic{"II*\0"sv, 0, "", Family::exact, image, "TIFF", false},
    Magic{"MM\0*"sv, 0, "", Family::exact, image, "TIFF", false},
    Magic{"\x00\x00\x01\x00"sv, 0, "", Family::exact, image, "ICO", false},
    Magic{"\xff\x0a"sv, 0, "", Family::exact, image, "JPEG XL", false},
    Magic{"{\\rtf"sv, 0, "", Family::exact, document, "RTF", false},
};

bool starts_as(std::string_view head, const Magic& magic) {
  return head.starts_with(magic.start) && head.size() > magic.offset &&
         head.substr(magic.offset).starts_with(magic.more);
}

// A media type, an extension and the format they stand for.
struct Named {
  std::string_view media_type;
  std::string_view extension;
  MediaKind kind;
  std::string_view name;
};

constexpr std::array kNamed{
    Named{"image/png", "png", image, "png"},
    Named{"image/jpeg", "jpg", image, "jpeg"},
    Named{"image/jpg", "jpeg", image, "jpeg"},
    Named{"image/gif", "gif", image, "gif"},
    Named{"image/webp", "webp", image, "webp"},
    Named{"application/pdf", "pdf", document, "pdf"},
    Named{"text/csv", "csv", document, "csv"},
    Named{"application/csv", "", document, "csv"},
    Named{"application/msword", "doc", document, "doc"},
    Named{"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
          document, "docx"},
    Named{"application/vnd.ms-excel", "xls", document, "xls"},
    Named{"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", document,
          "xlsx"},
    Named{"text/html", "html", document, "html"},
    Named{"application/xhtml+xml", "htm", document, "html"},
    Named{"text/markdown", "md", document, "md"},
    Named{"text/x-markdown", "markdown", document, "md"},
    Named{"text/plain", "txt", document, "txt"},
    Named{"audio/mpeg", "mp3", audio, "mp3"},
    Named{"audio/mp3", "", audio, "mp3"},
    Named{"audio/wav", "wav", audio, "wav"},
    Named{"audio/x-wav", "", audio, "wav"},
    Named{"audio/flac", "flac", audio, "flac"},
    Named{"audio/aac", "aac", audio, "aac"},
    Named{"audio/ogg", "ogg", audio, "ogg"},
    Named{"audio/opus", "opus", audio, "opus"},
    Named{"audio/mp4", "m4a", audio, "mp4"},
    Named{"audio/x-m4a", "", audio, "m4a"},
    Named{"audio/webm", "", audio, "webm"},
    Named{"audio/x-matroska", "mka", audio, "mka"},
    Named{"audio/pcm", "pcm", audio, "pcm"},
    Named{"video/mp4", "mp4", video, "mp4"},
    Named{"video/quicktime", "mov", video, "mov"},
    Named{"video/webm", "webm", video, "webm"},
    Named{"video/x-matroska", "mkv", video, "mkv"},
    Named{"video/x-flv", "flv", video, "flv"},
    Named{"video/mpeg", "mpeg", video, "mpeg"},
    Named{"video/mpg", "mpg", video, "mpg"},
    Named{"video/x-ms-wmv", "wmv", video, "wmv"},
    Named{"video/3gpp", "3gp", video, "three_gp"},
};

std::optional<MediaFormat> of_media_type(std::string_view type) {
  const auto found = std::ranges::find(kNamed, type, &Named::media_type);
  if (type.empty() || found == kNamed.end()) return std::nullopt;
  return MediaFormat{found->kind, found->name};
}

std::optional<MediaFormat> of_file_name(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == name.npos || dot + 1 == name.size()) return std::nullopt;
  const std::string_view extension = name.substr(dot + 1);
  const auto found = std::ranges::find_if(kNamed, [&](const Named& each) {
    return ascii::equal_ignoring_case(each.extension, extension);
  });
  if (found == kNamed.end()) return std::nullopt;
  return MediaFormat{found->kind, found->name};
}

bool is_one_of(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::ranges::find(names, name) != names.end();
}

// Whether bytes of the family can have the format.
bool fits(Family family, const MediaFormat& format) {
  switch (family) {
    case Family::text:
      return is_text_format(format.name);
    case Family::zip:
      return is_one_of(format.name, {"docx", "xlsx"});
    case Family::ole:
      return is_one_of(format.name, {"doc", "xls"});
    case Family::movie:  // containers that hold sound as well
      return format.kind == audio || format.kind == video;
    case Family::exact:
      break;
  }
  return false;
}

// The media type says more than the name, unless it says nothing ("application/octet-stream").
std::optional<MediaFormat> named(const MediaHints& hints, Family family) {
  for (const auto& format : {of_media_type(hints.media_type), of_file_name(hints.file_name)}) {
    if (format && fits(family, *format)) return format;
  }
  return std::nullopt;
}

std::string_view without_bom(std::string_view head) {
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  return ascii::trim(head);
}

bool is_svg(std::string_view head) {
  const std::string_view text = without_bom(head);
  return text.starts_with("<svg") || (text.starts_with("<?xml") && text.contains("<svg"));
}

bool is_html(std::string_view head) {
  const std::string_view text = without_bom(head);
  return ascii::equal_ignoring_case(text.substr(0, 14), "<!doctype html") ||
         ascii::equal_ignoring_case(text.substr(0, 5), "<html");
}

bool is_text(std::string_view head) {
  const auto is_control = [](char c) { return (c >= 0 && c < ' ' && !ascii::is_space(c)); };
  return std::ranges::none_of(head, is_control);
}

constexpr std::string_view kTakenImages = "PNG, JPEG, GIF and WebP";
constexpr std::string_view kTakenDocuments =
    "PDF, CSV, DOC, DOCX, XLS, XLSX, HTML, TXT and Markdown";

std::string_view taken(MediaKind kind) {
  switch (kind) {
    case image:
      return kTakenImages;
    case document:
      return kTakenDocuments;
    case audio:
      return "MP3, WAV, FLAC, AAC, Ogg, Opus, M4A, PCM and WebM";
    case video:
      return "MP4, MOV, WebM, MKV, FLV, MPEG, WMV and 3GP";
  }
  return "";
}

std::unexpected<std::string> refuse(std::string_view what, MediaKind kind) {
  return std::unexpected("it is " + std::string(what) + "; Bedrock takes " +
                         std::string(taken(kind)));
}

std::unexpected<std::string> unknown(MediaKind asked) {
  const std::string_view article = asked == image || asked == audio ? "an " : "a ";
  return std::unexpected("its bytes are not those of " + std::string(article) +
                         std::string(name(asked)) +
                         " in a format that is known here; Bedrock "
                         "takes " +
                         std::string(taken(asked)));
}

std::expected<MediaFormat, std::string> text_format(const MediaHints& hints) {
  if (is_svg(hints.head)) return refuse("SVG", image);
  if (const auto format = named(hints, Family::text)) return *format;
  if (hints.asked != document && !hints.media_type.starts_with("text/")) {
    return unknown(hints.asked);
  }
  return MediaFormat{document, is_html(hints.head) ? "html" : "txt"};
}

std::expected<MediaFormat, std::string> office_format(const MediaHints& hints, Family family) {
  if (const auto format = named(hints, family)) return *format;
  // Before they are compressed the names of what an archive holds can be read.
  if (family == Family::zip && hints.head.contains("word/")) return MediaFormat{document, "docx"};
  if (family == Family::zip && hints.head.contains("xl/")) return MediaFormat{document, "xlsx"};
  const bool zip = family == Family::zip;
  return refuse(zip ? "an archive, neither DOCX nor XLSX by its media type or file name"
                    : "neither DOC nor XLS by its media type or file name",
                document);
}

MediaFormat movie_format(const MediaHints& hints, MediaFormat format) {
  const bool sound = hints.asked == audio || hints.media_type.starts_with("audio/");
  if (sound && is_one_of(format.name, {"mp4", "webm", "mkv"})) return {audio, format.name};
  return format;
}

}  // namespace

std::string_view name(MediaKind kind) {
  switch (kind) {
    case image:
      return "image";
    case document:
      return "document";
    case audio:
      return "audio";
    case video:
      return "video";
  }
  return "";
}

bool is_text_format(std::string_view format) {
  return is_one_of(format, {"txt", "md", "csv", "html"});
}

std::expected<MediaFormat, std::string> media_format(const MediaHints& hints) {
  const std::string_view head = hints.head;
  if (head.starts_with("\x1a\x45\xdf\xa3")) {  // EBML: Matroska, and WebM as a part of it
    return movie_format(hints, {video, head.contains("webm") ? "webm" : "mkv"});
  }
  for (const Magic& magic : kMagic) {
    if (!starts_as(head, magic)) continue;
    if (!magic.taken) return refuse(magic.name, magic.kind);
    if (magic.family == Family::zip || magic.family == Family::ole) {
      return office_format(hints, magic.family);
    }
    return movie_format(hints, {magic.kind, magic.name});
  }
  if (hints.media_type == "audio/pcm" || hints.media_type == "audio/l16") {
    return MediaFormat{audio, "pcm"};  // bare samples
  }
  if (is_text(head)) return text_format(hints);
  return unknown(hints.asked);
}

std::expected<MediaFormat, std::string> media_format_of_name(MediaKind asked,
                                                             std::string_view media_type,
                                                             std::string_view file_name) {
  if (const auto format = of_media_type(media_type)) return *format;
  if (const auto format = of_file_name(file_name)) return *format;
  return std::unexpected("its format cannot be told from its name; Bedrock takes " +
                         std::string(taken(asked)));
}

}  // namespace gw::bedrock
