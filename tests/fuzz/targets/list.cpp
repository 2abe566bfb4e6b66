#include "base/json.hpp"
#include "http/line_splitter.hpp"
#include "kube/decode.hpp"
#include "kube/list_splitter.hpp"
#include "target.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace {

using namespace kscan;

/// What a list says, cut into pieces of `piece` bytes on its way.
struct Answer {
  std::vector<std::string> items;
  std::string version;
  std::string error;
  bool operator==(const Answer&) const = default;
};

Answer read_list(std::string_view text, std::size_t piece) {
  kube::ListSplitter splitter({.bytes = 4096, .depth = 50});
  Answer answer;
  for (std::size_t at = 0; at < text.size() && answer.error.empty(); at += piece) {
    splitter.feed(text.substr(at, piece));
    for (auto item = splitter.next();; item = splitter.next()) {
      if (!item) answer.error = item.error().message();
      if (!item || !*item) break;
      answer.items.push_back(
          (*item)->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    }
  }
  answer.version = splitter.resource_version();
  return answer;
}

/// A watch's events.
void read_watch(std::string_view text, std::size_t piece) {
  http::LineSplitter splitter(4096);
  for (std::size_t at = 0; at < text.size(); at += piece) {
    if (!splitter.feed(text.substr(at, piece))) return;
    while (const auto line = splitter.next())
      (void)kube::decode_object(*line);
  }
}

}  // namespace

// The first byte: how large the pieces are.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = std::size_t{data[0]} + 1;
  const std::string_view text = fuzz::text_of(data + 1, size - 1);
  read_watch(text, piece);
  // However it is cut, it says the same.
  fuzz::require(read_list(text, piece) == read_list(text, text.size() + 1));
  return 0;
}
