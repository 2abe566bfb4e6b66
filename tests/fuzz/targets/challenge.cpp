#include "agent/challenge.hpp"

#include "target.hpp"

// A registry's WWW-Authenticate.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kscan;
  for (const agent::Challenge& challenge : agent::parse_challenges(fuzz::text_of(data, size)))
    fuzz::require(!challenge.scheme.empty());
  return 0;
}
