//! Which regions share which calling code, how long its numbers are, and what is dialled before them at home.
//!
//! The facts are those of libphonenumber's metadata, as version 0.3.10+9.0.33 of the crate `phonenumber` carries them.
//! The test `the_table_is_what_the_metadata_says` in `phone_number.rs` computes this table from that metadata and
//! compares: after an update of the crate, what it prints is what belongs here.

use super::Invalid;

/// The digits of the longest number, calling code included (ITU-T E.164).
const LONGEST: usize = 15;

/// One line a calling code, its fields separated by one space: calling code, trunk prefix, shortest and longest
/// national significant number, and the regions (ISO 3166-1 alpha-2, and the codes in general use for Ascension,
/// Tristan da Cunha and Kosovo), the main one first.
///
/// The trunk prefix is what is dialled before a number within the region. `-` says that there is none. `=` says that,
/// too, and that ordinary numbers begin with a zero, which thus is a digit like any other.
///
/// The lengths are those of the main region, as libphonenumber's own check of possible numbers takes them, over all
/// kinds of numbers; the few digits that suffice within a town are not among them. Codes without a region belong to
/// networks that span the world: freephone, satellites.
///
/// Text, because one can read it and it is short in the binary: sorted by trunk prefix, lengths and code, like rows are
/// neighbours, and it compresses to 1 kB. It is searched once or twice for a number that a person typed.
pub(super) const ROWS: &str = "\
290 - 4 5 SH TA
683 - 4 7 NU
690 - 4 7 TK
352 - 4 11 LU
500 - 5 5 FK
682 - 5 5 CK
247 - 5 6 AC
676 - 5 7 TO
677 - 5 7 SB
678 - 5 7 VU
688 - 5 7 TV
47 - 5 8 NO SJ
685 - 5 10 WS
852 - 5 11 HK
298 - 6 6 FO
299 - 6 6 GL
672 - 6 6 NF
687 - 6 6 NC
597 - 6 7 SR
376 - 6 9 AD
681 - 6 9 WF
689 - 6 9 PF
48 - 6 10 PL
220 - 7 7 GM
238 - 7 7 CV
239 - 7 7 ST
246 - 7 7 IO
248 - 7 7 SC
269 - 7 7 KM
297 - 7 7 AW
592 - 7 7 GY
673 - 7 7 BN
674 - 7 7 NR
680 - 7 7 PW
691 - 7 7 FM
599 - 7 8 CW BQ
670 - 7 8 TL
675 - 7 8 PG
853 - 7 8 MO
965 - 7 8 KW
975 - 7 8 BT
245 - 7 9 GW
354 - 7 9 IS
968 - 7 9 OM
230 - 7 10 MU
267 - 7 10 BW
372 - 7 10 EE
960 - 7 10 MV
501 - 7 11 BZ
503 - 7 11 SV
507 - 7 11 PA
679 - 7 11 FJ
974 - 7 11 QA
882 - 7 12
45 - 8 8 DK
216 - 8 8 TN
222 - 8 8 MR
223 - 8 8 ML
226 - 8 8 BF
227 - 8 8 NE
228 - 8 8 TG
235 - 8 8 TD
236 - 8 8 CF
253 - 8 8 DJ
257 - 8 8 BI
266 - 8 8 LS
350 - 8 8 GI
356 - 8 8 MT
357 - 8 8 CY
371 - 8 8 LV
505 - 8 8 NI
509 - 8 8 HT
800 - 8 8
808 - 8 8
973 - 8 8 BH
224 - 8 9 GN
237 - 8 9 CM
258 - 8 9 MZ
268 - 8 9 SZ
506 - 8 10 CR
65 - 8 11 SG
502 - 8 11 GT
504 - 8 11 HN
883 - 8 12
34 - 9 9 ES
221 - 9 9 SN
240 - 9 9 GQ
244 - 9 9 AO
351 - 9 9 PT
979 - 9 9
992 - 9 9 TJ
998 - 9 9 UZ
881 - 9 10
56 - 9 11 CL
420 - 9 12 CZ
870 - 9 12
52 - 10 10 MX
30 - 10 12 GR
888 - 11 11
878 - 12 12
98 0 4 10 IR
43 0 4 13 AT
598 0 4 13 UY
49 0 4 15 DE
386 0 5 8 SI
686 0 5 8 KI
27 0 5 10 ZA
64 0 5 10 NZ
263 0 5 10 ZW
31 0 5 11 NL
61 0 5 12 AU CC CX
358 0 5 12 FI AX
971 0 5 12 AE
82 0 5 14 KR
40 0 6 9 RO
252 0 6 9 SO
355 0 6 9 AL
421 0 6 9 SK
508 0 6 9 PM
53 0 6 10 CU
95 0 6 10 MM
880 0 6 10 BD
595 0 6 11 PY
46 0 6 12 SE
359 0 6 12 BG
381 0 6 12 RS
63 0 6 13 PH
291 0 7 7 ER
961 0 7 8 LB
231 0 7 9 LR
265 0 7 9 MW
385 0 7 9 HR
423 0 7 9 LI
967 0 7 9 YE
44 0 7 10 GB GG IM JE
84 0 7 10 VN
243 0 7 10 CD
254 0 7 10 KE
353 0 7 10 IE
886 0 7 11 TW
86 0 7 12 CN
972 0 7 12 IL
90 0 7 13 TR
62 0 7 17 ID
232 0 8 8 SL
370 0 8 8 LT
373 0 8 8 MD
374 0 8 8 AM
389 0 8 8 MK
32 0 8 9 BE
51 0 8 9 PE
213 0 8 9 DZ
233 0 8 9 GH
250 0 8 9 RW
264 0 8 9 NA
377 0 8 9 MC
382 0 8 9 ME
387 0 8 9 BA
591 0 8 9 BO
962 0 8 9 JO
963 0 8 9 SY
20 0 8 10 EG
60 0 8 10 MY
850 0 8 10 KP
855 0 8 10 KH
856 0 8 10 LA
964 0 8 10 IQ
970 0 8 10 PS
976 0 8 10 MN
55 0 8 11 BR
57 0 8 11 CO
593 0 8 11 EC
977 0 8 11 NP
92 0 8 12 PK
383 0 8 12 XK
66 0 8 13 TH
91 0 8 13 IN
81 0 8 17 JP
33 0 9 9 FR
93 0 9 9 AF
94 0 9 9 LK
211 0 9 9 SS
212 0 9 9 MA EH
218 0 9 9 LY
249 0 9 9 SD
251 0 9 9 ET
255 0 9 9 TZ
256 0 9 9 UG
260 0 9 9 ZM
261 0 9 9 MG
262 0 9 9 RE YT
590 0 9 9 GP BL MF
594 0 9 9 GF
596 0 9 9 MQ
994 0 9 9 AZ
995 0 9 9 GE
380 0 9 10 UA
966 0 9 10 SA
996 0 9 10 KG
41 0 9 12 CH
58 0 10 10 VE
54 0 10 11 AR
234 0 10 14 NG
36 06 8 9 HU
692 1 7 7 MH
1 1 10 10 US AG AI AS BB BM BS CA DM DO GD GU JM KN KY LC MP MS PR SX TC TT VC VG VI
375 8 6 11 BY
993 8 8 8 TM
7 8 10 14 RU KZ
39 = 6 12 IT VA
241 = 7 8 GA
229 = 8 10 BJ
378 = 8 10 SM
242 = 9 9 CG
225 = 10 10 CI";

/// One row of the table. Digits are ASCII bytes throughout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct CallingCode(&'static [u8]);

impl CallingCode {
    /// The rows, in the order of the codes.
    pub(super) fn all() -> impl Iterator<Item = Self> {
        ROWS.as_bytes().split(|byte| *byte == b'\n').map(Self)
    }

    fn fields(self) -> impl Iterator<Item = &'static [u8]> {
        self.0.split(|byte| *byte == b' ')
    }

    fn field(self, index: usize) -> &'static [u8] {
        self.fields().nth(index).unwrap_or_default()
    }

    /// The code itself. None is the beginning of another.
    pub(super) fn digits(self) -> &'static [u8] {
        self.field(0)
    }

    fn trunk_prefix(self) -> &'static [u8] {
        self.field(1)
    }

    /// The two letters of each region that shares it; none for a network that spans the world.
    pub(super) fn regions(self) -> impl Iterator<Item = [u8; 2]> {
        self.fields().skip(4).filter_map(|letters| letters.try_into().ok())
    }

    /// Whether people's numbers begin with a zero that is dialled from abroad, too.
    pub(super) fn numbers_begin_with_zero(self) -> bool {
        self.trunk_prefix() == b"="
    }

    /// Whether a national significant number has as many digits as such numbers have.
    pub(super) fn check_length(self, national: &[u8]) -> Result<(), Invalid> {
        let length = national.len();
        if length < decimal(self.field(2)).into() {
            return Err(Invalid::PhoneTooShort);
        }
        if length > decimal(self.field(3)).into() || self.digits().len() + length > LONGEST {
            return Err(Invalid::PhoneTooLong);
        }
        Ok(())
    }

    /// A number as it is dialled within the region, without the trunk prefix.
    ///
    /// Where that is 8 or 1, a number may itself begin so: then it is a prefix only if a number remains without it.
    pub(super) fn without_trunk_prefix(self, dialled: &[u8]) -> &[u8] {
        match dialled.strip_prefix(self.trunk_prefix()) {
            Some(rest) if self.check_length(rest).is_ok() => rest,
            _ => dialled,
        }
    }

    /// What follows the calling code, without a trunk prefix of zeros, which many write there and nobody dials.
    ///
    /// Only where there is no trunk prefix may a number begin with a zero.
    pub(super) fn without_zeros(self, mut national: &[u8]) -> &[u8] {
        let trunk_prefix = self.trunk_prefix();
        if matches!(trunk_prefix, b"-" | b"=") {
            return national;
        }
        while let (b"06", [b'0', b'6', rest @ ..]) | (_, [b'0', rest @ ..]) = (trunk_prefix, national) {
            national = rest;
        }
        national
    }
}

/// The number that these decimal digits write.
pub(super) fn decimal(digits: &[u8]) -> u16 {
    digits.iter().fold(0, |number, digit| number * 10 + u16::from(digit - b'0'))
}
