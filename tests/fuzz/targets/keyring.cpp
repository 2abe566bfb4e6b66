#include "keyring/keyring.hpp"

#include "target.hpp"

// Line 1: an image; the rest: a pull secret, dockercfg if the image starts with a blank.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace kscan;
  auto [image, secret] = fuzz::cut(fuzz::text_of(data, size));
  auto dialect = keyring::Dialect::dockerconfigjson;
  if (image.starts_with(' ')) {
    dialect = keyring::Dialect::dockercfg;
    image.remove_prefix(1);
  }
  Result<std::vector<keyring::Entry>> entries = keyring::parse(secret, dialect, "regcred");
  const Result<keyring::Salvage> salvage = keyring::salvage(secret, dialect, "regcred");
  if (!entries) return 0;
  // Nothing has to be saved of what is whole.
  fuzz::require(salvage && !salvage->problem && salvage->entries.size() == entries->size());
  const Result<image::Reference> reference = image::parse(image);
  if (!reference) return 0;
  keyring::Keyring ring;
  ring.add(*std::move(entries));
  const keyring::Entry* before = nullptr;
  for (const keyring::Entry* entry : ring.candidates(*reference)) {
    fuzz::require(!before || before->key >= entry->key);
    before = entry;
  }
  return 0;
}
