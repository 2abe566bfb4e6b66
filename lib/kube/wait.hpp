#pragma once
#include "base/error.hpp"
#include "io/loop.hpp"

#include <functional>
#include <optional>

namespace kscan::kube {

/// Runs the loop until the call that `start` begins has answered. Throws its Error.
template<typename T>
T wait_for(io::Loop& loop, const std::function<io::Ticket(std::function<void(Result<T>)>)>& start) {
  std::optional<Result<T>> outcome;
  const auto ticket = start([&](Result<T> result) { outcome = std::move(result); });
  loop.run_until([&] { return outcome.has_value(); });
  return value_or_throw(std::move(*outcome));
}

}  // namespace kscan::kube
