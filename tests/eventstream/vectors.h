// Messages encoded by AWS's own codec (npm @smithy/eventstream-codec), in hexadecimal.
#pragma once

#include <string>
#include <string_view>

#include "base/encoding.h"

namespace gw::eventstream::vectors {

inline std::string bytes(std::string_view hex) { return from_hex(hex).value(); }

// {"contentBlockIndex":0,"delta":{"text":"Hi"},"p":"abcd"}
inline constexpr std::string_view kContentBlockDelta =
    "0000009f00000057c37babff0b3a6576656e742d74797065070011636f6e74656e74426c6f636b44656c74610d3a63"
    "6f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d74797065070005"
    "6576656e747b22636f6e74656e74426c6f636b496e646578223a302c2264656c7461223a7b2274657874223a224869"
    "227d2c2270223a2261626364227df2ace5ff";

// {"message":"Too many tokens, please wait before trying again."}
inline constexpr std::string_view kThrottlingException =
    "000000b0000000614f5086b30f3a657863657074696f6e2d747970650700137468726f74746c696e67457863657074"
    "696f6e0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d74"
    "797065070009657863657074696f6e7b226d657373616765223a22546f6f206d616e7920746f6b656e732c20706c65"
    "6173652077616974206265666f726520747279696e6720616761696e2e227df70ae57f";

// {"bytes":base64 of {"type":"message_stop"},"p":"ab"}
inline constexpr std::string_view kChunk =
    "000000900000004b552a60610b3a6576656e742d747970650700056368756e6b0d3a636f6e74656e742d7479706507"
    "00106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b226279746573"
    "223a2265794a306558426c496a6f696257567a6332466e5a56397a64473977496e303d222c2270223a226162227dc0"
    "7c0b72";

inline constexpr std::string_view kError =
    "0000005a0000004a8188a08d0d3a6d6573736167652d747970650700056572726f720b3a6572726f722d636f646507"
    "000f496e7465726e616c4661696c7572650e3a6572726f722d6d657373616765070004626f6f6dd78e0703";

inline constexpr std::string_view kEmpty = "000000100000000005c248eb7d98c8ff";

// One header of each type; payload "x".
inline constexpr std::string_view kEveryHeaderType =
    "00000054000000434764a648026274000262660102627902fe02736803010202696e04fffffffd027473080000018b"
    "cfe5687b0362696e06000201020175090102030405060708090a0b0c0d0e0f10784d00b674";

inline std::string all() {
  std::string result;
  for (const std::string_view hex :
       {kContentBlockDelta, kEmpty, kChunk, kEveryHeaderType, kError, kThrottlingException}) {
    result += bytes(hex);
  }
  return result;
}

}  // namespace gw::eventstream::vectors
