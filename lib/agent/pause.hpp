#pragma once
#include "io/loop.hpp"

#include <chrono>

namespace kscan::agent {

/// Pumps the loop for so long.
void pause(io::Loop& loop, std::chrono::milliseconds time);

}  // namespace kscan::agent
