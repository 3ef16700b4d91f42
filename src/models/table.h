// A list of models for people at a terminal. Pure.
#pragma once

#include <span>
#include <string>

#include "models/entry.h"

namespace gw::models {

// A line for each, under a line of titles: id, kind, context, most output, what it takes besides
// text, status; columns as wide as they have to be.
std::string table(std::span<const Entry> entries);

}  // namespace gw::models
