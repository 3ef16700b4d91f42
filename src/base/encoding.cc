#include "base/encoding.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "base/ascii.h"

namespace gw {
namespace {

constexpr std::string_view kLowerHex = "0123456789abcdef";
constexpr std::string_view kUpperHex = "0123456789ABCDEF";
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::size_t index(char c) { return static_cast<unsigned char>(c); }

constexpr auto kHexValue = [] {
  std::array<int, 256> table{};
  table.fill(-1);
  for (int i = 0; i < 16; ++i) {
    table[index(kLowerHex[static_cast<std::size_t>(i)])] = i;
    table[index(kUpperHex[static_cast<std::size_t>(i)])] = i;
  }
  return table;
}();

// -1 unless both are hexadecimal digits.
constexpr int hex_byte(char high, char low) {
  const int h = kHexValue[index(high)];
  const int l = kHexValue[index(low)];
  return (h | l) < 0 ? -1 : h << 4 | l;
}

// The value of a base64 character at each of the four places of a group, shifted to where it
// belongs in the group's 24 bits, so that decoding a group is four loads and three ors. Bytes
// outside the alphabet carry kNotBase64, which survives the ors.
constexpr std::uint32_t kNotBase64 = 0x8000'0000;
using Base64Place = std::array<std::uint32_t, 256>;
constexpr auto kBase64Places = [] {
  std::array<Base64Place, 4> places{};
  for (std::size_t place = 0; place < 4; ++place) {
    places[place].fill(kNotBase64);
    for (std::uint32_t i = 0; i < 64; ++i) {
      places[place][index(kBase64[i])] = i << (18 - 6 * place);
    }
  }
  return places;
}();

std::uint32_t base64_group(const char* in) {
  return kBase64Places[0][index(in[0])] | kBase64Places[1][index(in[1])] |
         kBase64Places[2][index(in[2])] | kBase64Places[3][index(in[3])];
}

void write_group(std::uint32_t group, char* out) {
  out[0] = static_cast<char>(group >> 16);
  out[1] = static_cast<char>(group >> 8);
  out[2] = static_cast<char>(group);
}

// The same in one store, which also writes the byte behind them.
void store_group(std::uint32_t group, char* out) {
  std::uint32_t bytes = group << 8;
  if constexpr (std::endian::native == std::endian::little) bytes = std::byteswap(bytes);
  std::memcpy(out, &bytes, sizeof bytes);
}

// Decodes whole groups from the front of `text`, as many as it can and not the last; each eight are
// written with eight bytes more. Returns how many characters that were.
#if defined(__x86_64__)
// 32 at a time, after Mula and Lemire, "Faster Base64 Encoding and Decoding Using AVX2
// Instructions". The halves of a character tell whether it belongs to the alphabet, and what to add
// to get its value.
[[gnu::target("avx2")]] std::size_t decode_blocks_avx2(std::string_view text, char* out) {
  const auto twice = [](__m128i bytes) __attribute__((target("avx2"))) {
    return _mm256_broadcastsi128_si256(bytes);
  };
  const __m256i by_low = twice(_mm_setr_epi8(0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11,
                                             0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A));
  const __m256i by_high = twice(_mm_setr_epi8(0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10,
                                              0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10));
  const __m256i to_value =
      twice(_mm_setr_epi8(0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0));
  const __m256i order =
      twice(_mm_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1));
  const __m256i slash = _mm256_set1_epi8('/');  // and a mask of the lower half
  std::size_t done = 0;
  for (; text.size() - done > 32; done += 32, out += 24) {
    const __m256i in = _mm256_loadu_si256(reinterpret_cast<const __m256i_u*>(text.data() + done));
    const __m256i high = _mm256_and_si256(_mm256_srli_epi32(in, 4), slash);
    const __m256i low = _mm256_and_si256(in, slash);
    const __m256i wrong_low = _mm256_shuffle_epi8(by_low, low);
    const __m256i wrong_high = _mm256_shuffle_epi8(by_high, high);
    if (_mm256_testz_si256(wrong_low, wrong_high) == 0) break;
    const __m256i roll = _mm256_add_epi8(_mm256_cmpeq_epi8(in, slash), high);
    const __m256i values = _mm256_add_epi8(in, _mm256_shuffle_epi8(to_value, roll));
    const __m256i pairs = _mm256_maddubs_epi16(values, _mm256_set1_epi32(0x01400140));
    const __m256i groups = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
    const __m256i bytes = _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(groups, order),
                                                      _mm256_setr_epi32(0, 1, 2, 4, 5, 6, 3, 7));
    _mm256_storeu_si256(reinterpret_cast<__m256i_u*>(out), bytes);
  }
  return done;
}
std::size_t decode_blocks(std::string_view text, char* out) {
  return __builtin_cpu_supports("avx2") ? decode_blocks_avx2(text, out) : 0;
}
#else
std::size_t decode_blocks(std::string_view /*text*/, char* /*out*/) { return 0; }
#endif

// Decodes the last group, which may be padded. Bits that a shorter encoding would have to leave
// zero must be zero: every value has one encoding (RFC 4648 section 3.5).
bool decode_last_group(const char* in, std::size_t padding, char* out) {
  std::array<char, 4> group{in[0], in[1], in[2], in[3]};
  for (std::size_t i = 4 - padding; i < 4; ++i) group[i] = 'A';
  const std::uint32_t bits = base64_group(group.data());
  const std::uint32_t unused = (std::uint32_t{1} << (8 * padding)) - 1;
  if ((bits & (kNotBase64 | unused)) != 0) return false;
  std::array<char, 3> bytes;
  write_group(bits, bytes.data());
  std::memcpy(out, bytes.data(), 3 - padding);
  return true;
}

// One comparison a class and no branch, so that the compiler looks at as many bytes at a time as
// the processor can: 16, and 32 with AVX2.
[[gnu::always_inline]] inline bool is_base64_alphabet(std::string_view text) {
  unsigned char wrong = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool letter = static_cast<unsigned char>((byte | 0x20) - 'a') < 26;
    const bool digit = static_cast<unsigned char>(byte - '0') < 10;
    wrong |= static_cast<unsigned char>(!(letter | digit | (byte == '+') | (byte == '/')));
  }
  return wrong == 0;
}

#if defined(__x86_64__)
[[gnu::target("avx2")]] bool is_base64_alphabet_avx2(std::string_view text) {
  return is_base64_alphabet(text);
}
bool has_only_base64_characters(std::string_view text) {
  return __builtin_cpu_supports("avx2") ? is_base64_alphabet_avx2(text) : is_base64_alphabet(text);
}
#else
bool has_only_base64_characters(std::string_view text) { return is_base64_alphabet(text); }
#endif

std::size_t base64_padding(std::string_view text) {
  return text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
}

constexpr auto kUnreserved = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c < 256; ++c) {
    const char letter = static_cast<char>(c);
    table[c] = ascii::is_alpha(letter) || ascii::is_digit(letter) || letter == '-' ||
               letter == '_' || letter == '.' || letter == '~';
  }
  return table;
}();

// Copies runs that stay as they are at once: almost every byte of a path or a query does.
void append_escaped(std::string_view text, bool keep_slash, std::string& out) {
  std::size_t run = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t byte = index(text[i]);
    if (kUnreserved[byte] || (keep_slash && text[i] == '/')) continue;
    out.append(text, run, i - run);
    const std::array<char, 3> escape{'%', kUpperHex[byte >> 4], kUpperHex[byte & 15]};
    out.append(escape.data(), escape.size());
    run = i + 1;
  }
  out.append(text, run);
}

}  // namespace

void write_hex(std::span<const unsigned char> bytes, char* out) {
  for (const unsigned char byte : bytes) {
    *out++ = kLowerHex[byte >> 4];
    *out++ = kLowerHex[byte & 15];
  }
}

std::string to_hex(std::span<const unsigned char> bytes) {
  std::string result(2 * bytes.size(), '\0');
  write_hex(bytes, result.data());
  return result;
}

std::optional<std::string> from_hex(std::string_view digits) {
  if (digits.size() % 2 != 0) return std::nullopt;
  std::string result;
  result.reserve(digits.size() / 2);
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int byte = hex_byte(digits[i], digits[i + 1]);
    if (byte < 0) return std::nullopt;
    result.push_back(static_cast<char>(byte));
  }
  return result;
}

std::string to_base64(std::string_view bytes) {
  std::string result((bytes.size() + 2) / 3 * 4, '=');
  char* out = result.data();
  for (; bytes.size() >= 3; bytes.remove_prefix(3)) {
    const std::uint32_t group = static_cast<std::uint32_t>(index(bytes[0])) << 16 |
                                static_cast<std::uint32_t>(index(bytes[1])) << 8 |
                                static_cast<std::uint32_t>(index(bytes[2]));
    for (int shift = 18; shift >= 0; shift -= 6) *out++ = kBase64[group >> shift & 63];
  }
  if (!bytes.empty()) {
    std::uint32_t group = static_cast<std::uint32_t>(index(bytes[0])) << 16;
    if (bytes.size() == 2) group |= static_cast<std::uint32_t>(index(bytes[1])) << 8;
    for (std::size_t i = 0; i <= bytes.size(); ++i) out[i] = kBase64[group >> (18 - 6 * i) & 63];
  }
  return result;
}

bool append_base64_decoded(std::string_view text, Buffer& out) {
  if (text.size() % 4 != 0) return false;
  if (text.empty()) return true;
  const std::size_t padding = base64_padding(text);
  const std::size_t whole_groups = text.size() / 4 - 1;
  const std::size_t decoded = 3 * (whole_groups + 1) - padding;
  char* to = out.prepare(decoded + 8).data();
  const std::size_t blocks = decode_blocks(text, to);
  const char* from = text.data() + blocks;
  to += blocks / 4 * 3;
  std::uint32_t seen = 0;
  for (std::size_t i = blocks / 4; i < whole_groups; ++i, from += 4, to += 3) {
    const std::uint32_t group = base64_group(from);
    seen |= group;
    store_group(group, to);
  }
  if ((seen & kNotBase64) != 0 || !decode_last_group(from, padding, to)) return false;
  out.commit(decoded);
  return true;
}

bool is_base64(std::string_view text) {
  if (text.size() % 4 != 0) return false;
  text.remove_suffix(base64_padding(text));
  return has_only_base64_characters(text);
}

std::optional<std::string> to_standard_base64(std::string_view text) {
  std::string result;
  result.reserve(text.size() + 3);
  for (const char c : text) {
    if (!ascii::is_space(c)) result.push_back(c == '-' ? '+' : c == '_' ? '/' : c);
  }
  result.resize(result.size() - base64_padding(result));
  if (result.size() % 4 == 1 || !has_only_base64_characters(result)) return std::nullopt;
  result.resize((result.size() + 3) / 4 * 4, '=');
  return result;
}

std::size_t base64_decoded_size(std::string_view text) {
  return text.size() / 4 * 3 - base64_padding(text);
}

void append_percent_encoded(std::string_view text, std::string& out) {
  append_escaped(text, false, out);
}

void append_percent_encoded_path(std::string_view path, std::string& out) {
  append_escaped(path, true, out);
}

std::string percent_encode(std::string_view text) {
  std::string result;
  result.reserve(text.size() + 16);
  append_escaped(text, false, result);
  return result;
}

std::optional<std::string> percent_decode(std::string_view text) {
  const std::size_t plain = std::min(text.find('%'), text.size());
  std::string result;
  result.reserve(text.size());
  result.append(text.substr(0, plain));
  for (std::size_t i = plain; i < text.size(); ++i) {
    if (text[i] != '%') {
      result.push_back(text[i]);
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const int byte = hex_byte(text[i + 1], text[i + 2]);
    if (byte < 0) return std::nullopt;
    result.push_back(static_cast<char>(byte));
    i += 2;
  }
  return result;
}

}  // namespace gw
