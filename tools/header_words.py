"""The closed vocabularies of header values that may be shown: what the standard defines, and words of imaging."""

__all__ = [
    "BODY_PARTS",
    "IMAGE_TYPES",
    "IMAGING_WORDS",
    "LATERALITIES",
    "MODALITIES",
    "PATIENT_POSITIONS",
    "PHOTOMETRIC_INTERPRETATIONS",
    "SEQUENCES",
    "VIEWS",
]


def _codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


MODALITIES = _codes(
    "AR BI BMD CR CT DG DX ECG EPS ES FID GM HD IO IVOCT IVUS KER KO LEN LS MG MR NM OAM OCT OP OPM OPT OPV OT PR "
    "PT PX REG RF RG RTDOSE RTIMAGE RTPLAN RTRECORD RTSTRUCT SC SEG SM SMR SR SRF US VA XA XC"
)
"""Defined terms of Modality (0008,0060). Source: PS3.3 C.7.3.1.1.1."""

BODY_PARTS = _codes(
    "ABDOMEN ABDOMENPELVIS ADRENAL ANKLE AORTA ARM AXILLA BACK BLADDER BRAIN BREAST BRONCHUS BUTTOCK CALCANEUS CALF "
    "CAROTID CEREBELLUM CERVIX CHEEK CHEST CHESTABDOMEN CHESTABDPELVIS CIRCLEOFWILLIS CLAVICLE COCCYX COLON CORNEA "
    "CORONARYARTERY CSPINE CTSPINE DUODENUM EAR ELBOW ESOPHAGUS EXTREMITY EYE EYELID FACE FEMUR FINGER FOOT FOREARM "
    "GALLBLADDER HAND HEAD HEADNECK HEART HIP HUMERUS ILEUM ILIUM IAC JAW JEJUNUM KIDNEY KNEE LARYNX LEG LIVER "
    "LSPINE LSSPINE LUMBARSPINE LUNG MANDIBLE MAXILLA MEDIASTINUM MOUTH NECK NECKCHEST NECKCHESTABDOMEN NOSE ORBIT "
    "OVARY PANCREAS PARASTERNAL PAROTID PATELLA PELVIS PENIS PHARYNX PROSTATE RECTUM RIB SCALP SCAPULA SCLERA "
    "SCROTUM SHOULDER SKULL SPINE SPLEEN SSPINE STERNUM STOMACH SUBMANDIBULAR TESTIS THIGH THORAX THUMB THYMUS "
    "THYROID TIBIA TIBIAFIBULA TLSPINE TMJ TOE TONGUE TRACHEA TSPINE UMBILICUS URETER URETHRA UTERUS VAGINA "
    "WHOLEBODY WRIST ZYGOMA"
)
"""Defined terms of Body Part Examined (0018,0015), the common ones. Source: PS3.16 annex L."""

VIEWS = _codes(
    "AP PA LL RL RLD LLD RLO LLO LAT LATERAL OBL OBLIQUE LAO RAO LPO RPO CC MLO ML LM LMO FB SIO XCC XCCL XCCM CV AT"
)
"""Defined terms of View Position (0018,5101) and mammography's short names. Source: PS3.3 C.8.1.2, PS3.16 CID 4014."""

LATERALITIES = _codes("R L B U")
"""Source: PS3.3 C.7.3.1, C.8.11.5."""

PATIENT_POSITIONS = _codes("HFP HFS HFDR HFDL FFDR FFDL FFP FFS LFP LFS RFP RFS AFDR AFDL PFDR PFDL")
"""Defined terms of Patient Position (0018,5100). Source: PS3.3 C.7.3.1.1.2."""

PHOTOMETRIC_INTERPRETATIONS = _codes("MONOCHROME1 MONOCHROME2 RGB YBR_FULL YBR_FULL_422 YBR_ICT YBR_RCT") | {
    "PALETTE COLOR"
}
"""Source: PS3.3 C.7.6.3.1.2."""

IMAGE_TYPES = _codes(
    "ORIGINAL DERIVED PRIMARY SECONDARY AXIAL LOCALIZER MPR MIP MINIP PROJECTION REFORMATTED ADC DWI TRACE NORM ND "
    "DIS2D DIS3D DIXON WATER FAT IN_PHASE OUT_PHASE MONO BIPLANE OTHER"
) | {"SINGLE PLANE", "BIPLANE A", "BIPLANE B"}
"""Common values of Image Type (0008,0008). Source: PS3.3 C.7.6.1.1.2 and the modules that extend it."""

SEQUENCES = _codes("SE IR GR EP RM")
"""Enumerated values of Scanning Sequence (0018,0020). Source: PS3.3 C.8.3.1."""

IMAGING_WORDS = _codes(
    "2d 3d abdomen adc angio aorta ap apical arterial arteries artery ax axial bone brain breast cardiac carotid "
    "cerebral cervical chest contrast cor coronal ct cta decubitus delayed diffusion dixon dwi early enhanced erect "
    "expiration face fat flair foot frontal gad gre hand head heart hip inspiration kidney knee lat lateral left "
    "liver localizer lower lumbar lung lungs mediastinum mip mpr mr mra mri neck oblique pa pancreas pelvis phase "
    "pituitary plain portable portal post pre prone protocol recon right sag sagittal scan scout se sinus skull "
    "soft spin spine spleen standing stir supine survey t1 t1w t2 t2w thin thoracic thorax thick tissue tof "
    "topogram tse turbo upper upright us venous view views vessel wb window with without wrist xr"
)
"""Words, in lower case, that may pass out of a series description: body parts, directions, phases and sequences. None
is a common family or given name."""
