#include "auth/tls_material.hpp"
#include "unit/auth/pem.hpp"

namespace kscan::auth {
namespace {

std::string said(const Result<>& result) {
  return result ? "" : result.error().message();
}

std::string begin(const std::string& type) {
  return "-----BEGIN " + type + "-----\nQUJD\n-----END " + type + "-----\n";
}

struct Roots {
  std::string name, pem, message;
};

class CheckRoots : public testing::TestWithParam<Roots> {};

TEST_P(CheckRoots, SaysWhatClientGoSays) {
  EXPECT_EQ(said(check_roots(GetParam().pem)), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Table,
    CheckRoots,
    testing::Values(
        Roots{"One", test::pem("CA"), ""},
        Roots{"OneAmongOthers", begin("CERTIFICATE") + "text\n" + test::pem("CA"), ""},
        Roots{
            "Text", "text", "unable to load root certificates: unable to parse bytes as PEM block"},
        Roots{"Key",
              test::pem("KEY"),
              "unable to load root certificates: no valid certificate authority data seen"},
        Roots{"Broken",
              begin("CERTIFICATE"),
              "unable to load root certificates: failed to parse certificate: x509: malformed "
              "certificate"}),
    [](const auto& tested) { return tested.param.name; });

struct Pair {
  std::string name, chain, key, message;
};

class CheckKeyPair : public testing::TestWithParam<Pair> {};

TEST_P(CheckKeyPair, SaysWhatGoSays) {
  EXPECT_EQ(said(check_key_pair(GetParam().chain, GetParam().key)), GetParam().message);
}

const std::string locked_key =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\nQUJD\n-----END ENCRYPTED PRIVATE KEY-----\n";

INSTANTIATE_TEST_SUITE_P(
    Table,
    CheckKeyPair,
    testing::Values(
        Pair{"Pair", test::pem("CERT"), test::pem("KEY"), ""},
        Pair{"ChainInAnyCompany", test::pem("KEY") + test::pem("CERT"), test::pem("KEY"), ""},
        Pair{"KeyInOneFileWithItsCertificate",
             test::pem("CERT"),
             test::pem("CERT") + test::pem("KEY"),
             ""},
        Pair{"OtherKey",
             test::pem("CERT"),
             test::pem("OTHERKEY"),
             "tls: private key does not match public key"},
        Pair{"NoChain",
             "text",
             test::pem("KEY"),
             "tls: failed to find any PEM data in certificate input"},
        Pair{"NoKey", test::pem("CERT"), "", "tls: failed to find any PEM data in key input"},
        Pair{
            "Switched",
            test::pem("KEY"),
            test::pem("CERT"),
            "tls: failed to find certificate PEM data in certificate input, but did find a private "
            "key; PEM inputs may have been switched"},
        Pair{"TwiceTheCertificate",
             test::pem("CERT"),
             test::pem("CERT"),
             "tls: found a certificate rather than a key in the PEM for the private key"},
        Pair{
            "OtherBlocks",
            begin("A") + begin("B"),
            test::pem("KEY"),
            "tls: failed to find \"CERTIFICATE\" PEM block in certificate input after skipping PEM "
            "blocks of the following types: [A B]"},
        Pair{"OtherBlocksForTheKey",
             test::pem("CERT"),
             begin("A") + begin("B"),
             "tls: failed to find PEM block with type ending in \"PRIVATE KEY\" in key input after "
             "skipping PEM blocks of the following types: [A B]"},
        Pair{"BrokenCertificate",
             begin("CERTIFICATE"),
             test::pem("KEY"),
             "x509: malformed certificate"},
        Pair{"LockedKeyAsksNobody",
             test::pem("CERT"),
             locked_key,
             "tls: failed to parse private key"}),
    [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace kscan::auth
