#include "image/reference.hpp"
#include "image/scanner_view.hpp"
#include "target.hpp"

// Line 1: the image of a container's spec; the rest: the imageID of its status.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kscan;
  const auto [spec, id] = fuzz::cut(fuzz::text_of(data, size));
  const Result<image::Reference> reference = image::parse(spec);
  if (!reference) return 0;
  (void)image::familiar(*reference);
  (void)image::check_scanner_view(*reference);
  // What would be pulled is a name of the same repository.
  const Result<image::Reference> again = image::parse(reference->pinned());
  fuzz::require(again && again->name() == reference->name());
  const image::Running running = image::running(*reference, id);
  fuzz::require(running.reference.name() == reference->name());
  fuzz::require(running.pinned == !running.reference.digest.empty());
  return 0;
}
