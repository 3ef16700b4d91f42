// Every path the gateway answers: the one table from which routes, the texts of 404 and 405, the
// methods of CORS and `--help` come.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "gateway/front/dialect.h"

namespace gw::gateway {

enum class Door {
  chat,
  messages,
  messages_count,
  responses,
  responses_count,
  responses_socket,
  stored_responses,
  embeddings,
  rerank,
  bedrock,
  models,
  own_key,
  hello,
  healthz,
  readyz,
};

struct DoorPath {
  Door door;
  std::string_view method;
  std::string_view path;  // under /v1 also with a prefix (routes.h); ending in "/*": what follows
                          // is an argument
  const Dialect* dialect;
  bool open = false;  // answers without a gateway key
};

std::span<const DoorPath> door_paths();
// "POST /v1/chat/completions, ... GET /healthz and GET /readyz".
std::string list_of_doors();
// The same, a line each: "  POST /v1/chat/completions".
std::string lines_of_doors();
// "GET, POST".
std::string list_of_methods();

}  // namespace gw::gateway
