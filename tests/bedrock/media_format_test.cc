// First bytes win over labels; labels decide where bytes cannot.
#include "bedrock/media_format.h"

#include <vector>

#include <gtest/gtest.h>

namespace gw::bedrock {
namespace {

using enum MediaKind;
using std::string_view_literals::operator""sv;

std::string to_text(const std::expected<MediaFormat, std::string>& format) {
  if (!format) return format.error();
  return std::string(name(format->kind)) + " " + std::string(format->name);
}

struct FormatCase {
  MediaKind asked;
  std::string_view head;
  std::string_view media_type;
  std::string_view file_name;
  std::string_view format;
};

TEST(MediaFormat, FirstBytesWin) {
  for (const FormatCase& c : std::vector<FormatCase>{
           {image, "\x89PNG\r\n\x1a\n\0\0"sv, "", "", "image png"},
           {image, "\x89PNG\r\n\x1a\n\0\0"sv, "image/jpeg", "a.gif", "image png"},
           {image, "\xff\xd8\xff\xe0"sv, "image/png", "", "image jpeg"},
           {image, "GIF89a\1\0"sv, "image/png", "", "image gif"},
           {image, "RIFF\x22\0\0\0WEBPVP8 "sv, "image/png", "", "image webp"},
           {image, "%PDF-1.4\n", "image/png", "", "document pdf"},
           {document, "\xff\xd8\xff\xe0"sv, "application/pdf", "a.pdf", "image jpeg"},
           {audio, "RIFF\x24\0\0\0WAVEfmt "sv, "audio/mp3", "", "audio wav"},
           {audio, "ID3\x04\0\0"sv, "", "", "audio mp3"},
           {audio, "\xff\xfb\x90\x00"sv, "audio/wav", "", "audio mp3"},
           {audio, "fLaC\0"sv, "", "", "audio flac"},
           {audio, "OggS\0\2"sv, "", "", "audio ogg"},
           {audio, "OggS\0\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\x13OpusHead"sv, "", "",
            "audio opus"},
           {audio,
            "\0\0\0\x20"
            "ftypM4A "sv,
            "", "", "audio m4a"},
           {audio,
            "\0\0\0\x20"
            "ftypisom"sv,
            "", "", "audio mp4"},
           {audio, "\x1a\x45\xdf\xa3\x9f\x42\x86webm"sv, "", "", "audio webm"},
           {video,
            "\0\0\0\x20"
            "ftypisom"sv,
            "", "", "video mp4"},
           {video,
            "\0\0\0\x14"
            "ftypqt  "sv,
            "video/mp4", "", "video mov"},
           {video,
            "\0\0\0\x14"
            "ftyp3gp5"sv,
            "", "", "video three_gp"},
           {video, "\x1a\x45\xdf\xa3\x9f\x42\x86webm"sv, "", "", "video webm"},
           {video, "\x1a\x45\xdf\xa3\x9f\x42\x86matroska"sv, "", "", "video mkv"},
           {video, "FLV\1\5"sv, "", "", "video flv"}}) {
    EXPECT_EQ(to_text(media_format({c.asked, c.head, c.media_type, c.file_name})), c.format)
        << c.format << ", labelled " << c.media_type;
  }
}

TEST(MediaFormat, LabelsDecideWhereBytesCannot) {
  constexpr std::string_view kZip = "PK\x03\x04\x14\0"sv;
  constexpr std::string_view kOle = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv;
  for (const FormatCase& c : std::vector<FormatCase>{
           {document, "a,b\n1,2\n", "text/csv", "", "document csv"},
           {document, "a,b\n1,2\n", "", "table.CSV", "document csv"},
           {document, "a,b\n1,2\n", "text/csv", "notes.md", "document csv"},
           {document, "# Title\n", "application/octet-stream", "notes.md", "document md"},
           {document, "plain", "", "", "document txt"},
           {document, "int main() {}", "text/x-c", "main.c", "document txt"},
           {document, "{\"a\":1}", "application/json", "a.json", "document txt"},
           {document, "  <!DOCTYPE HTML><p>", "", "", "document html"},
           {document, "plain", "application/pdf", "", "document txt"},
           {image, "a,b\n", "text/csv", "", "document csv"},
           {document, kZip, "", "plan.xlsx", "document xlsx"},
           {document, kZip, "application/pdf", "letter.docx", "document docx"},
           {document, "PK\x03\x04\x14\0[Content_Types].xml\1word/document.xml"sv, "", "",
            "document docx"},
           {document, "PK\x03\x04\x14\0[Content_Types].xml\1xl/workbook.xml"sv, "", "",
            "document xlsx"},
           {document, kOle, "application/msword", "", "document doc"},
           {document, kOle, "", "old.xls", "document xls"},
           {audio, "\1\2\3\4\0"sv, "audio/pcm", "", "audio pcm"}}) {
    EXPECT_EQ(to_text(media_format({c.asked, c.head, c.media_type, c.file_name})), c.format)
        << c.media_type << " " << c.file_name;
  }
}

TEST(MediaFormat, WhatBedrockDoesNotTakeIsSaid) {
  for (const FormatCase& c : std::vector<FormatCase>{
           {image, "<svg xmlns='a'/>", "image/png", "", "it is SVG; Bedrock takes PNG, JPEG"},
           {image, "\xef\xbb\xbf<?xml version='1.0'?>\n<svg>", "", "", "it is SVG;"},
           {image, "BM\x36\0\0\0\0\0\0\0"sv, "image/png", "", "it is BMP;"},
           {image, "II*\0\x08"sv, "", "", "it is TIFF;"},
           {image,
            "\0\0\0\x18"
            "ftypheic"sv,
            "image/jpeg", "", "it is HEIC;"},
           {image,
            "\0\0\0\x18"
            "ftypavif"sv,
            "", "", "it is AVIF;"},
           {image, "\0"sv, "image/png", "", "its bytes are not those of an image"},
           {image, "hello", "image/png", "", "its bytes are not those of an image"},
           {document,
            "\x7f"
            "ELF\2\1\1\0"sv,
            "", "a.out", "its bytes are not those of a document"},
           {document, "PK\x03\x04\x14\0"sv, "", "a.zip", "it is an archive, neither DOCX nor XLSX"},
           {video, "RIFF\x24\0\0\0AVI LIST"sv, "", "", "it is AVI; Bedrock takes MP4"}}) {
    const auto format = media_format({c.asked, c.head, c.media_type, c.file_name});
    ASSERT_FALSE(format) << c.format;
    EXPECT_TRUE(format.error().starts_with(c.format)) << format.error();
  }
}

TEST(MediaFormat, TextsThatBeginLikeSomethingElseAreTexts) {
  for (const std::string_view text : {"BMW sells cars", "ID3 tags", "FLV files", "RIFF: an AVI "})
    EXPECT_EQ(to_text(media_format({document, text, "", ""})), "document txt") << text;
}

TEST(MediaFormat, WithoutBytesTheNameDecides) {
  EXPECT_EQ(to_text(media_format_of_name(image, "", "s3://b/a.JPG")), "image jpeg");
  EXPECT_EQ(to_text(media_format_of_name(video, "video/quicktime", "s3://b/a")), "video mov");
  EXPECT_FALSE(media_format_of_name(image, "", "s3://b/a"));
}

}  // namespace
}  // namespace gw::bedrock
