// A strict Bedrock on loopback, for the first run, for tests and for benchmarks: it verifies
// signatures, refuses what Bedrock refuses, answers with text that follows from the request, and
// misbehaves on demand. docs/simulator.md describes it for users.
//
// Beside Bedrock's paths it serves, where control is on:
//   PUT    /_sim/fault     a fault, or an array of them (fault.h); replaces those before
//   DELETE /_sim/fault
//   POST   /_sim/release   lets one message of a held stream go
//   GET    /_sim/requests  what arrived, with bodies; DELETE forgets it
//   GET    /_sim/played    which requests got a fault that has a name, since the last time
//   PUT    /_sim/aws       what the other services know (aws_services.h)
//   GET    /_sim/stats     requests active, completed, aborted by the client
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "bedrock/catalogue.h"
#include "server/handler.h"
#include "simulator/access.h"
#include "simulator/fault.h"

namespace gw::simulator {

struct Options {
  Access access;
  bool control = false;               // the paths under /_sim/
  std::size_t journal = 0;            // requests remembered
  std::size_t max_body = 25'000'000;  // InvokeModel's limit
  std::vector<Fault> script;          // in force from the beginning
};

// For --demo: no credentials needed, nothing to control, nothing remembered.
Options demo_options(std::vector<Fault> script);

// May serve any number of workers at once.
class Simulator final : public server::Handler {
 public:
  // The catalogue must outlive it.
  Simulator(const bedrock::Catalogue& catalogue, Options options);
  ~Simulator() override;

  io::Task<void> handle(server::Request& request, server::Responder& responder) override;
  io::Task<void> refuse(server::Request& request, server::Responder& responder, int status,
                        std::string_view message) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gw::simulator
