#include "eventstream/decoder.h"

#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eventstream/encoder.h"
#include "eventstream/vectors.h"
#include "eventstream/wire.h"

namespace gw::eventstream {
namespace {

std::string describe(const Message& m) {
  std::string text;
  for (const std::string_view part : {m.message_type, m.event_type, m.exception_type, m.error_code,
                                      m.error_message, m.content_type, m.payload}) {
    text.append(part).push_back('|');
  }
  return text;
}

struct Outcome {
  std::vector<std::string> messages;
  std::optional<Errc> error;
  std::size_t pending = 0;
  bool operator==(const Outcome&) const = default;
};

// Feeds the pieces one by one, each in storage of its own that is gone before the next.
Outcome decode(const std::vector<std::string_view>& pieces, std::size_t max = kMaxMessageBytes) {
  Decoder decoder(max);
  Outcome outcome;
  for (const std::string_view piece : pieces) {
    Buffer storage;
    storage.append(piece);
    decoder.feed(storage.view());
    while (true) {
      const auto next = decoder.next();
      if (!next) {
        outcome.error = next.error().code;
        return outcome;
      }
      if (!*next) break;
      outcome.messages.push_back(describe(**next));
    }
  }
  outcome.pending = decoder.pending();
  return outcome;
}

// A message with these encoded headers and correct checksums.
std::string message_of(std::string_view headers, std::string_view payload,
                       std::size_t claimed_total, std::size_t claimed_headers) {
  std::string out;
  const auto u32 = [&](std::size_t value) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<char>(value >> shift));
  };
  u32(claimed_total);
  u32(claimed_headers);
  u32(crc32(out));
  out.append(headers).append(payload);
  u32(crc32(out));
  return out;
}

std::string message_of(std::string_view headers, std::string_view payload = "") {
  return message_of(headers, payload, kMinMessageBytes + headers.size() + payload.size(),
                    headers.size());
}

TEST(Decoder, ReadsTheVectorsOfAwsOwnCodec) {
  const Outcome outcome = decode({vectors::all()});
  EXPECT_EQ(outcome.error, std::nullopt);
  EXPECT_EQ(outcome.pending, 0U);
  EXPECT_THAT(
      outcome.messages,
      testing::ElementsAre(
          R"(event|contentBlockDelta||||application/json|{"contentBlockIndex":0,"delta":{"text":"Hi"},"p":"abcd"}|)",
          "|||||||",
          R"(event|chunk||||application/json|{"bytes":"eyJ0eXBlIjoibWVzc2FnZV9zdG9wIn0=","p":"ab"}|)",
          "||||||x|",  //
          "error|||InternalFailure|boom|||",
          R"(exception||throttlingException|||application/json|{"message":"Too many tokens, please wait before trying again."}|)"));
}

TEST(Decoder, GivenAnySplitIntoThreeThenTheMessagesAreTheSame) {
  const std::string stream = vectors::all();
  const Outcome whole = decode({stream});
  const std::string_view view = stream;
  for (std::size_t i = 0; i <= view.size(); ++i) {
    ASSERT_EQ(decode({view.substr(0, i), view.substr(i)}), whole) << i;
    for (std::size_t j = i; j <= view.size(); j += 37) {
      ASSERT_EQ(decode({view.substr(0, i), view.substr(i, j - i), view.substr(j)}), whole)
          << i << ' ' << j;
    }
  }
}

TEST(Decoder, GivenPiecesOfEverySizeThenTheMessagesAreTheSame) {
  const std::string stream = vectors::all();
  const Outcome whole = decode({stream});
  for (std::size_t size = 1; size < 200; ++size) {
    std::vector<std::string_view> pieces;
    for (std::string_view rest = stream; !rest.empty();) {
      pieces.push_back(rest.substr(0, size));
      rest.remove_prefix(pieces.back().size());
    }
    ASSERT_EQ(decode(pieces), whole) << size;
  }
}

TEST(Decoder, GivenEmptyPiecesThenNothingHappens) {
  const std::string error = vectors::bytes(vectors::kError);
  const std::string_view view = error;
  EXPECT_EQ(decode({"", view.substr(0, 20), "", view.substr(20), ""}), decode({view}));
}

TEST(Decoder, GivenACompleteMessageThenItIsDecodedInPlace) {
  Buffer input;
  append_event("chunk", "{}", input);
  Decoder decoder;
  decoder.feed(input.view());
  const auto next = decoder.next();
  ASSERT_TRUE(next.has_value() && next->has_value());
  EXPECT_EQ((*next)->payload.data(), input.view().data() + input.size() - 6);
}

TEST(Decoder, GivenTheLargestEventThenItsMemoryIsNotKept) {
  Buffer input;
  append_event("chunk", std::string(1'400'000, 'x'), input);
  append_event("chunk", "after", input);
  const std::string_view stream = input.view();
  const Outcome outcome = decode({stream.substr(0, 700'000), stream.substr(700'000)});
  ASSERT_EQ(outcome.messages.size(), 2U);
  EXPECT_EQ(outcome.messages[1], "event|chunk||||application/json|after|");
}

TEST(Decoder, GivenATruncatedStreamThenTheRestIsPending) {
  const std::string stream = vectors::bytes(vectors::kError) + vectors::bytes(vectors::kChunk);
  const std::size_t first = vectors::bytes(vectors::kError).size();
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    const Outcome outcome = decode({std::string_view(stream).substr(0, cut)});
    const std::size_t expected = cut < first ? cut : cut < stream.size() ? cut - first : 0;
    ASSERT_EQ(outcome.pending, expected) << cut;
    ASSERT_EQ(outcome.error, std::nullopt);
  }
}

TEST(Decoder, GivenAnyFlippedBitThenTheMessageIsMalformed) {
  const std::string good = vectors::bytes(vectors::kContentBlockDelta);
  for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << bit % 8));
    const Outcome outcome = decode({bad});
    ASSERT_EQ(outcome.error, Errc::malformed) << bit;
    ASSERT_TRUE(outcome.messages.empty());
  }
}

TEST(Decoder, GivenADamagedMessageThenThoseBeforeItAreDeliveredAndNoneAfterIt) {
  std::string damaged = vectors::bytes(vectors::kChunk);
  damaged[100] = '!';
  const Outcome outcome = decode({vectors::bytes(vectors::kError) + damaged +  //
                                  vectors::bytes(vectors::kError)});
  EXPECT_EQ(outcome.messages.size(), 1U);
  EXPECT_EQ(outcome.error, Errc::malformed);
}

TEST(Decoder, ErrorsAreFinal) {
  std::string damaged = vectors::bytes(vectors::kEmpty);
  damaged[15] = '!';
  Buffer input;
  input.append(damaged);
  Buffer good;
  good.append(vectors::bytes(vectors::kEmpty));
  Decoder decoder;
  decoder.feed(input.view());
  EXPECT_FALSE(decoder.next().has_value());
  decoder.feed(good.view());
  const auto again = decoder.next();
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, Errc::malformed);
}

struct PreludeCase {
  const char* given;
  std::size_t total;
  std::size_t headers;
  Errc expected;
};

TEST(Decoder, GivenImpossibleLengthsThenTwelveBytesAreEnoughToRefuse) {
  for (const PreludeCase& c : std::vector<PreludeCase>{
           {"no room for the checksums", 15, 0, Errc::malformed},
           {"a total of zero", 0, 0, Errc::malformed},
           {"headers longer than the message", 100, 85, Errc::malformed},
           {"headers that make the sum overflow", 100, 0xffff'ffff, Errc::too_large},
           {"a message one byte beyond the limit", 1001, 0, Errc::too_large},
           {"the largest number", 0xffff'ffff, 0, Errc::too_large},
           {"too many headers", 1000, kMaxHeadersBytes + 1, Errc::too_large}}) {
    const std::string message = message_of("", "", c.total, c.headers);
    EXPECT_EQ(decode({std::string_view(message).substr(0, 12)}, 1000).error, c.expected) << c.given;
  }
}

TEST(Decoder, GivenAMessageAtTheLimitThenItIsDecoded) {
  const std::string message = message_of("", std::string(1000 - kMinMessageBytes, 'x'));
  EXPECT_EQ(decode({message}, 1000).messages.size(), 1U);
  EXPECT_EQ(decode({message}, 999).error, Errc::too_large);
}

struct HeadersCase {
  const char* given;
  std::string headers;
};

TEST(Decoder, GivenMalformedHeadersThenTheMessageIsRefused) {
  using std::string_literals::operator""s;
  for (const HeadersCase& c : std::vector<HeadersCase>{
           {"a name without bytes", "\0\7\0\1x"s},
           {"a name that ends behind the headers", "\5ab"s},
           {"no type", "\2ab"s},
           {"a type that does not exist", "\2ab\12"s},
           {"no value", "\2ab\2"s},
           {"half an integer", "\2ab\4\1\1"s},
           {"a uuid of 15 bytes", "\2ab\11" + std::string(15, 'u')},
           {"half a length", "\2ab\7\0"s},
           {"a string that ends behind the headers", "\2ab\7\0\3xy"s},
           {"a string beyond 32767 bytes", "\2ab\7\x80\0"s + std::string(32768, 'x')},
           {"rubbish behind the last header", "\2ab\0\1"s},
           {"a known header that is no string", "\xb:event-type\6\0\1x"s},
           {"a known header twice", "\xb:event-type\7\0\1x\xb:event-type\7\0\1y"s},
           {"a known header twice, empty at first",
            "\xb:event-type\7\0\0\xb:event-type\7\0\1y"s}}) {
    EXPECT_EQ(decode({message_of(c.headers, "payload")}).error, Errc::malformed) << c.given;
  }
}

TEST(Decoder, GivenUnknownHeadersThenTheyAreSkipped) {
  using std::string_literals::operator""s;
  const std::string headers = "\2ab\7\0\0"s + "\2ab\7\x7f\xff"s + std::string(32767, 'x') +
                              "\xb:event-type\7\0\1e"s + ":" + std::string(58, 'n') + "\0"s;
  EXPECT_THAT(decode({message_of(headers)}).messages, testing::ElementsAre("|e||||||"));
}

}  // namespace
}  // namespace gw::eventstream
